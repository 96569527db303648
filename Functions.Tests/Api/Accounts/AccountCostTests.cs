using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Accounts;

/// <summary>Tests what calls of the account family cost in storage transactions, including those of the limits. These numbers change only on purpose.</summary>
public sealed class AccountCostTests(WeChatApp app) : IClassFixture<WeChatApp>
{
    [Theory]
    [InlineData("nonsense", 0)]
    [InlineData("sls_000000000000000000000000000000000000000000000000000000", 0)]
    [InlineData("CFRcLE-N9YxgpFxKpngz", 1)] // a private token has no checksum
    public async Task An_invalid_credential_costs_at_most_one_read(string token, int cost) =>
        Assert.Equal(cost, await CostOf(() => app.Rest.WithPrivateToken(token).Get("/user")));

    [Fact]
    public async Task A_private_token_costs_two_reads_and_the_account_no_more()
    {
        var (account, client) = await AccountGiven.User(app.Rest);
        Assert.Equal(2, await CostOf(async () => await app.Rpc.With(AccountGiven.Token(account)).Call("test/test")));
        Assert.Equal(2, await CostOf(() => client.Get("/user")));
    }

    [Fact]
    public async Task Signing_in_costs_four_reads_and_three_writes()
    {
        var (account, _) = await AccountGiven.User(app.Rest);
        await app.Rest.Post("/sign_in"); // reads what an instance reads once
        // Name, user and two counters; the owner of the token, the session, and the owner again to finalise it.
        Assert.Equal(7, await CostOf(() => app.Rest.Post("/sign_in", new { login = account["username"].GetString(), password = Given.Password })));
        // Name, user, and two counters read and written.
        Assert.Equal(6, await CostOf(() => app.Rest.Post("/sign_in", new { login = account["username"].GetString(), password = "wrong" })));
        Assert.Equal(6, await CostOf(() => app.Rest.Post("/sign_in", new { login = Given.Name(), password = "wrong" })));
    }

    [Fact]
    public async Task A_known_openid_costs_two_reads_and_three_writes()
    {
        var uid = Given.Name();
        await app.Rest.Post("/sign_in_with/wechat", new { uid });
        Assert.Equal(5, await CostOf(() => app.Rest.Post("/sign_in_with/wechat", new { uid })));
    }

    [Fact]
    public async Task Sign_up_costs_as_much_as_in_other_families_plus_the_session()
    {
        await app.Rest.Post("/sign_up_temporarily"); // leases the first block of ids
        await app.Rest.Post("/sign_up", AccountGiven.Form("kkkkkkkk"));
        // The limit: 1. Name and email address reserved and finalised, and the user: 5. The record for the index: 1. The token reserved and finalised: 2.
        Assert.Equal(9, await CostOf(() => app.Rest.Post("/sign_up", AccountGiven.Form("kkkkkkkkk"))));
        Assert.Equal(9, await WritesOf(() => app.Rest.Post("/sign_up_temporarily")));
        // The openid reserved and finalised: 2.
        Assert.Equal(11, await WritesOf(() => app.Rest.Post("/sign_in_with/wechat", new { uid = Given.Name() })));
    }

    [Fact]
    public async Task Ending_a_private_token_costs_two_writes_more_than_ending_a_session()
    {
        var (account, _) = await AccountGiven.User(app.Rest);
        Assert.Equal(6, await CostOf(async () => await app.Rpc.With(AccountGiven.Token(account)).Call("session/signout")));
    }

    private async Task<int> WritesOf(Func<Task> call)
    {
        await app.FinishFollowUps(); // of the previous calls
        app.Faults.Clear();
        await call();
        await app.FinishFollowUps();
        return app.Faults.Writes;
    }

    private Task<long> CostOf(Func<Task> call) => app.CostOf(call);
}
