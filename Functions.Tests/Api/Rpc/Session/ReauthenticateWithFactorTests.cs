using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Session;

/// <summary>Tests that second factors need a fresh session to change, and make a session fresh.</summary>
public sealed class ReauthenticateWithFactorTests(FactorApp app) : IClassFixture<FactorApp>
{
    private static readonly TimeSpan TooLong = TimeSpan.FromMinutes(16);

    [Fact]
    public async Task Changes_of_factors_need_a_fresh_session()
    {
        var (name, client, _, _) = await FactorGiven.UserWithTotp(app);
        var root = await Given.Root(app);
        app.Clock.Advance(TooLong);
        (RpcClient Client, string Method, object?[] Parameters)[] calls =
        [
            (client, "profile/totp/create", []), (client, "profile/totp/confirm", ["123456"]), (client, "profile/totp/delete", []), (client, "profile/recovery-codes/create", []),
            (client, "profile/passkeys/create-options", []), (client, "profile/passkeys/create", [new { }]), (client, "profile/passkeys/rename", ["1", "x"]), (client, "profile/passkeys/delete", ["1"]),
            (root, "admin/users/reset-factors", [(await app.FindUser(name))!.Id.ToString(null, null)]),
        ];
        foreach (var (caller, method, parameters) in calls)
        {
            Assert.Equal((method, "reauthentication_required"), (method, (await caller.Call(method, parameters)).Reason));
        }

        Assert.Equal(200, (await client.Call("profile/factors/read")).Status);
    }

    [Fact]
    public async Task An_API_token_is_never_fresh()
    {
        var (_, client, _, _) = await FactorGiven.UserWithTotp(app);
        var token = (await client.Call("api-tokens/create", "robot")).Data.GetProperty("token").GetString();
        var answer = await app.Rpc.With(token).Call("profile/totp/delete");
        Assert.Equal((403, "reauthentication_required"), (answer.Status, answer.Reason));
    }

    [Fact]
    public async Task A_stale_session_sets_no_password_of_a_user_with_a_second_factor()
    {
        const string NewPassword = "another long and winding road";
        var (_, client, _, _) = await FactorGiven.UserWithTotp(app);
        app.Clock.Advance(TooLong);
        Assert.Equal("reauthentication_required", (await client.Call("profile/set-password", NewPassword)).Reason);
        Assert.Equal(1, (await client.Call("session/reauthenticate", new { password = Given.Password })).Rows);
        Assert.Equal(200, (await client.Call("profile/set-password", NewPassword)).Status);
    }

    [Fact]
    public async Task A_code_makes_a_session_fresh_once()
    {
        var (name, client, secret, _) = await FactorGiven.UserWithTotp(app);
        app.Clock.Advance(TooLong);
        var proof = new { totp = FactorGiven.Code(app, secret) };
        Assert.Equal("not_authenticated", (await client.Call("session/reauthenticate", new { totp = FactorGiven.WrongCode(app, secret) })).Reason);
        Assert.Equal(1, (await client.Call("session/reauthenticate", proof)).Rows);
        Assert.Equal("not_authenticated", (await client.Call("session/reauthenticate", proof)).Reason);
        var ticket = await FactorGiven.Ticket(app.Rpc, name);
        Assert.Equal("second_factor_invalid", (await app.Rpc.Call("session/signin-second-factor", ticket, proof)).Reason);
        Assert.Equal(200, (await client.Call("profile/totp/delete")).Status);
    }

    [Fact]
    public async Task A_passkey_makes_a_session_fresh_once()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var (_, other) = await Given.SignedInUser(app.Rpc);
        using var authenticator = FactorApp.Authenticator();
        await FactorGiven.Passkey(client, authenticator);
        app.Clock.Advance(TooLong);
        var answer = await FactorGiven.Answer(app.Rpc, authenticator);
        Assert.Equal("not_authenticated", (await other.Call("session/reauthenticate", new { passkey = answer })).Reason);
        Assert.Equal(1, (await client.Call("session/reauthenticate", new { passkey = answer })).Rows);
        Assert.Equal("not_authenticated", (await client.Call("session/reauthenticate", new { passkey = answer })).Reason);
        Assert.Equal(200, (await client.Call("profile/passkeys/create-options")).Status);
    }
}
