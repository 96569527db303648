using Serverless.Domain.SignIn;
using Serverless.Domain.SignIn.Proofs;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Session;

/// <summary>Tests how a session becomes fresh again, and what it costs (account-security.md 2).</summary>
public sealed class ReauthenticateTests(FreshApp app) : IClassFixture<FreshApp>
{
    private const string NewPassword = "another long and winding road";

    private static readonly object Right = new { password = Given.Password };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_password_makes_a_session_fresh_for_fifteen_minutes()
    {
        var (_, client) = await app.UserWithStaleSession();
        Assert.Equal("reauthentication_required", (await SetPassword(client)).Reason);

        var answer = await client.Call("session/reauthenticate", Right);
        Assert.Equal((200, 1), (answer.Status, answer.Rows));
        app.Clock.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(200, (await SetPassword(client)).Status);

        app.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("reauthentication_required", (await SetPassword(client)).Reason);
    }

    [Fact]
    public async Task Only_the_session_of_the_call_becomes_fresh()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var other = await Given.Session(app.Rpc, name);
        app.Clock.Advance(FreshApp.TooLong);
        Assert.Equal(200, (await client.Call("session/reauthenticate", Right)).Status);
        Assert.Equal("reauthentication_required", (await SetPassword(other)).Reason);
        Assert.Equal(200, (await SetPassword(client)).Status);
    }

    [Fact]
    public async Task A_wrong_password_changes_nothing()
    {
        var (_, client) = await app.UserWithStaleSession();
        var answer = await client.Call("session/reauthenticate", new { password = "wrong" });
        Assert.Equal((401, 401, "not_authenticated"), (answer.HttpStatus, answer.Status, answer.Reason));
        Assert.Equal("reauthentication_required", (await SetPassword(client)).Reason);
    }

    [Theory]
    [InlineData("[]", "proof missing")]
    [InlineData("[{}]", "proof invalid_value")]
    [InlineData("""[{"password":null}]""", "proof invalid_value")]
    [InlineData("""[{"password":"a long and winding road","more":1}]""", "proof.more unknown_member")]
    [InlineData("""[{"password":5}]""", "")]
    public async Task A_proof_has_exactly_one_known_member(string body, string detail)
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var answer = await client.Post("/api/v1/session/reauthenticate", body);
        if (detail.Length == 0)
        {
            Assert.Equal(401, answer.Status); // a number is taken for a text
            return;
        }

        var found = Assert.Single(answer.Envelope.GetProperty("error").GetProperty("data").GetProperty("meta").GetProperty("details").EnumerateArray());
        Assert.Equal((-32808, detail), (answer.Status, $"{found.GetProperty("path").GetString()} {found.GetProperty("reason").GetString()}"));
    }

    [Fact]
    public async Task Anonymous_callers_and_api_tokens_cannot_reauthenticate()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var token = app.Rpc.With((await client.Call("api-tokens/create", "t")).Data.GetProperty("token").GetString());
        Assert.Equal(-32801, (await app.Rpc.Call("session/reauthenticate", Right)).Status);
        Assert.Equal(-32801, (await token.Call("session/reauthenticate", Right)).Status);
    }

    [Fact]
    public async Task Failures_and_failed_sign_ins_are_counted_together()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(401, (i % 2 == 0
                ? await client.Call("session/reauthenticate", new { password = "wrong" })
                : await app.Rpc.Call("session/signin", new { username = name, password = "wrong" })).Status);
        }

        var limited = await client.Call("session/reauthenticate", Right);
        Assert.Equal((429, -32802), (limited.HttpStatus, limited.Status));
        Assert.NotNull(limited.Headers.RetryAfter);
        Assert.Equal(-32802, (await app.Rpc.Call("session/signin", new { username = name, password = Given.Password })).Status);
    }

    [Fact]
    public async Task A_password_that_was_changed_after_the_check_makes_nothing_fresh()
    {
        var (name, client) = await app.UserWithStaleSession();
        Assert.Equal(200, (await client.Call("session/reauthenticate", Right)).Status);
        var user = (await app.FindUser(name))!;
        var check = await app.Get<PasswordProof>().Check(Given.Password, new ProofClaim(user.Id, name, new Device(null, null)), Stop);
        Assert.Equal(200, (await SetPassword(client)).Status);
        app.Clock.Advance(FreshApp.TooLong);

        var session = Assert.Single(user.Sessions).Id;
        Assert.False(await app.Get<MarkFresh>().Run(new(user.Id, session, null, []), check.Proven!, Stop));
        Assert.Equal("reauthentication_required", (await SetPassword(client)).Reason);
    }

    [Fact]
    public async Task Another_user_who_has_the_callers_former_name_proves_nothing()
    {
        var (name, _) = await Given.SignedInUser(app.Rpc);
        var id = (await app.FindUser(name))!.Id;
        var other = await Given.User(app.Rpc);
        var check = await app.Get<PasswordProof>().Check(Given.Password, new ProofClaim(id, other, new Device(null, null)), Stop);
        Assert.Null(check.Proven);
    }

    [Fact]
    public async Task A_private_token_is_a_session_and_becomes_fresh()
    {
        var (account, client) = await AccountGiven.User(app.Rest);
        app.Clock.Advance(FreshApp.TooLong);
        var refused = await client.Put("/api/v2/user", new { fullname = "Ann" });
        Assert.Equal((403, """{"errors":"请重新登录后再试"}"""), (refused.Status, refused.Body));

        Assert.Equal(200, (await app.Rpc.With(AccountGiven.Token(account)).Call("session/reauthenticate", Right)).Status);
        Assert.Equal(200, (await client.Put("/api/v2/user", new { fullname = "Ann" })).Status);
    }

    [Fact]
    public async Task A_socket_is_refused_and_becomes_fresh_as_over_http()
    {
        var (_, client) = await app.UserWithStaleSession();
        await using var socket = await RpcSocket.Open(app.Http.BaseAddress!, client.Token);
        var error = (await socket.Call("profile/set-password", NewPassword)).GetProperty("error");
        Assert.Equal((403, "Reauthentication required"), (error.GetProperty("code").GetInt32(), error.GetProperty("message").GetString()));
        Assert.Equal("reauthentication_required", error.GetProperty("data").GetProperty("meta").GetProperty("reason").GetString());

        Assert.Equal(200, RpcSocket.Status(await socket.Call("session/reauthenticate", Right)));
        Assert.Equal(200, RpcSocket.Status(await socket.Call("profile/set-password", NewPassword)));
    }

    [Fact]
    public async Task The_check_costs_no_request_and_reauthentication_costs_as_much_as_a_sign_in()
    {
        var (name, client) = await app.UserWithStaleSession();
        Assert.Equal(1, await app.CostOf(() => SetPassword(client)));
        Assert.Equal(6, await app.CostOf(() => client.Call("session/reauthenticate", Right))); // the session, two counters, name and user; the transaction
        Assert.Equal(4, await app.CostOf(() => client.Call("profile/set-email", "not an address"))); // the session and the user, at once; the limit of changes
        await Given.Session(app.Rpc, name);
    }

    private static Task<RpcAnswer> SetPassword(RpcClient client) => client.Call("profile/set-password", Given.Password);
}
