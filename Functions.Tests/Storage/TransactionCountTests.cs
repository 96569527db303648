using Serverless.Tests.Harness;

namespace Serverless.Tests.Storage;

/// <summary>Tests what calls cost in storage transactions. These numbers determine the bill and change only on purpose.</summary>
public sealed class TransactionCountTests(QuietApp app) : IClassFixture<QuietApp>
{
    [Fact]
    public async Task An_anonymous_call_costs_nothing() => Assert.Equal(0, await CostOf(() => app.Rpc.Call("test/test", "x")));

    [Theory]
    [InlineData("nonsense")]
    [InlineData("sls_000000000000000000000000000000000000000000000000000000")]
    public async Task A_credential_with_a_wrong_checksum_costs_nothing(string token) =>
        Assert.Equal(0, await CostOf(() => app.Rpc.With(token).Call("profile/read")));

    [Fact]
    public async Task An_authenticated_call_costs_one_read()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        Assert.Equal(1, await CostOf(() => client.Call("test/test")));
        Assert.Equal(1, await CostOf(() => client.Call("profile/set-password", "short", "two")));
    }

    [Theory]
    [InlineData("profile/read")]
    [InlineData("session/signin")]
    public async Task Reading_the_current_user_costs_no_additional_read(string method)
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        Assert.Equal(1, await CostOf(() => client.Call(method)));
    }

    [Fact]
    public async Task Signing_in_costs_four_reads_and_one_write()
    {
        var (name, _) = await Given.SignedInUser(app.Rpc);
        Assert.Equal(5, await CostOf(() => app.Rpc.Call("session/signin", new { username = name, password = Given.Password })));
    }

    [Fact]
    public async Task Failing_to_sign_in_costs_the_same_for_known_and_unknown_users()
    {
        // Name, user and two counters are read; the counters are written.
        var name = await Given.User(app.Rpc);
        Assert.Equal(6, await CostOf(() => app.Rpc.Call("session/signin", new { username = name, password = "wrong" })));
        Assert.Equal(6, await CostOf(() => app.Rpc.Call("session/signin", new { username = Given.Name(), password = "wrong" })));
    }

    [Fact]
    public async Task Signing_in_after_failures_costs_one_deletion_more()
    {
        var name = await Given.User(app.Rpc);
        await app.Rpc.Call("session/signin", new { username = name, password = "wrong" });
        Assert.Equal(6, await CostOf(() => app.Rpc.Call("session/signin", new { username = name, password = Given.Password })));
        Assert.Equal(5, await CostOf(() => app.Rpc.Call("session/signin", new { username = name, password = Given.Password })));
    }

    [Fact]
    public async Task A_limited_sign_in_costs_four_reads_for_known_and_unknown_users()
    {
        foreach (var name in new[] { await Given.User(app.Rpc), Given.Name() })
        {
            for (var i = 0; i < 10; i++)
            {
                Assert.Equal(401, (await app.Rpc.Call("session/signin", new { username = name, password = "wrong" })).Status);
            }

            Assert.Equal(4, await CostOf(() => app.Rpc.Call("session/signin", new { username = name, password = Given.Password })));
        }
    }

    [Fact]
    public async Task Requesting_an_email_costs_the_same_for_known_and_unknown_users()
    {
        var name = await Given.User(app.Rpc, withEmail: true);
        await CostOf(() => app.Rpc.Call("session/send-password-reset-email", Given.Name()), stopBeforeQueue: true); // reads what an instance reads once
        var known = await CostOf(() => app.Rpc.Call("session/send-password-reset-email", name), stopBeforeQueue: true);
        var unknown = await CostOf(() => app.Rpc.Call("session/send-password-reset-email", Given.Name()), stopBeforeQueue: true);
        Assert.Equal((6, 6), (known, unknown)); // name, user, message; the IP address is counted by a write, the recipient by a read and a write
    }

    [Fact]
    public async Task Signing_out_costs_two_reads_and_one_write()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        Assert.Equal(3, await CostOf(() => client.Call("session/signout")));
    }

    [Theory]
    [InlineData("wxwyzw", null)]
    [InlineData("wqx", null)]
    [InlineData("qrstuvwxyzqrstuvwxyz", null)]
    [InlineData("named", "somebody.with.a.long.address@a-long-domain.example.com")]
    public async Task Signing_up_costs_the_same_for_every_name(string name, string? email)
    {
        await Given.User(app.Rpc); // leases the first block of ids
        // The limit, the change record and the user; the name and the email address are reserved and finalised.
        Assert.Equal(email is null ? 5 : 7, await CostOf(() => app.Rpc.Call("session/signup", new { username = name, password = Given.Password, email })));
    }

    [Fact]
    public async Task A_temporary_account_costs_a_limit_and_eight_requests()
    {
        await Given.User(app.Rpc);
        // Change record, and user with the first session; name, email address and private token are reserved and finalised.
        Assert.Equal(1 + 2 + 6, await app.CostOf(async () => Assert.Equal(200, (await app.Rest.Post("/sign_up_temporarily", new { })).Status)));
    }

    [Fact]
    public async Task Invalid_action_tokens_cost_nothing() =>
        Assert.Equal(0, await CostOf(() => app.Rpc.Call("session/confirm-email-by-token", "slc_000000000000000000000000000000000000000000000000000000")));

    private async Task<long> CostOf(Func<Task<RpcAnswer>> call, bool stopBeforeQueue = false)
    {
        if (stopBeforeQueue)
        {
            // The last transaction is the message. It fails, so no function starts, and its retries are not counted.
            await app.FinishFollowUps();
            var before = app.OwnTransactions;
            app.Faults.FailBefore(request => request.Uri.Path.Contains("-email", StringComparison.Ordinal));
            var refused = await call();
            app.Faults.Clear();
            Assert.Equal(503, refused.Status);
            return app.OwnTransactions - before - 3;
        }

        return await app.CostOf(call);
    }
}
