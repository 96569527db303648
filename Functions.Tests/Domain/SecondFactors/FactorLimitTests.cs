using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.SecondFactors;

/// <summary>Tests that second factors cannot be guessed, and that a known password does not help.</summary>
public sealed class FactorLimitTests(LimitedFactorApp app) : IClassFixture<LimitedFactorApp>
{
    [Fact]
    public async Task Wrong_second_factors_count_like_wrong_passwords_and_the_password_resets_nothing()
    {
        var (name, secret) = await User();
        for (var i = 0; i < 10; i++)
        {
            var ticket = await FactorGiven.Ticket(app.From(), name); // the right password, from new IP addresses
            Assert.Equal("second_factor_invalid", (await app.From().Call("session/signin-second-factor", ticket, new { totp = FactorGiven.WrongCode(app, secret) })).Reason);
        }

        Assert.Equal("too_many_requests", (await app.From().Call("session/signin", new { username = name, password = Given.Password })).Reason);
        app.Clock.Advance(TimeSpan.FromSeconds(31));
        var last = await FactorGiven.Ticket(app.From(), name);
        Assert.Equal(200, (await app.From().Call("session/signin-second-factor", last, new { totp = FactorGiven.Code(app, secret) })).Status);
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("second_factor_required", (await app.From().Call("session/signin", new { username = name, password = Given.Password })).Reason); // a complete sign-in clears the count
    }

    [Fact]
    public async Task A_new_password_does_not_reset_the_count_of_wrong_second_factors()
    {
        const string NewPassword = "another long and winding road";
        var (name, secret) = await User();
        for (var i = 0; i < 10; i++)
        {
            var ticket = await FactorGiven.Ticket(app.From(), name);
            Assert.Equal("second_factor_invalid", (await app.From().Call("session/signin-second-factor", ticket, new { totp = FactorGiven.WrongCode(app, secret) })).Reason);
        }

        var root = await Given.Root(app);
        Assert.Equal(200, (await root.Call("admin/users/set-password", name, NewPassword)).Status);
        Assert.Equal("too_many_requests", (await app.From().Call("session/signin", new { username = name, password = NewPassword })).Reason);
    }

    [Fact]
    public async Task A_limited_name_refuses_a_ticket_that_was_issued_before()
    {
        var (name, secret) = await User();
        var ticket = await FactorGiven.Ticket(app.From(), name);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(401, (await app.From().Call("session/signin", new { username = name, password = "wrong" })).Status);
        }

        Assert.Equal("too_many_requests", (await app.From().Call("session/signin-second-factor", ticket, new { totp = FactorGiven.Code(app, secret) })).Reason);
    }

    [Fact]
    public async Task Wrong_codes_in_the_field_otp_count_too()
    {
        var (name, secret) = await User();
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("SECOND_FACTOR_REQUIRED_ERROR", (await SignIn(name, FactorGiven.WrongCode(app, secret)))["code"].GetString());
        }

        Assert.Equal(429, (await SignIn(name, FactorGiven.Code(app, secret))).Status);
    }

    [Fact]
    public async Task A_missing_second_factor_does_not_count()
    {
        var (name, secret) = await User();
        for (var i = 0; i < 11; i++)
        {
            Assert.Equal("SECOND_FACTOR_REQUIRED_ERROR", (await SignIn(name, null))["code"].GetString());
        }

        Assert.Equal(201, (await SignIn(name, FactorGiven.Code(app, secret))).Status);
    }

    [Fact]
    public async Task Wrong_passkeys_limit_an_IP_address_and_lock_no_user_out()
    {
        var (_, client) = await Given.SignedInUser(app.From());
        using var authenticator = FactorApp.Authenticator();
        await FactorGiven.Passkey(client, authenticator);
        var address = LimitedApp.NewAddress();
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("not_authenticated", (await SignInAsStranger(address, authenticator.UserHandle)).Reason);
        }

        Assert.Equal("too_many_requests", (await app.Rpc.From(address).Call("session/signin-passkey", await FactorGiven.Answer(app.Rpc, authenticator))).Reason);
        Assert.Equal(200, (await app.From().Call("session/signin-passkey", await FactorGiven.Answer(app.Rpc, authenticator))).Status);
    }

    [Fact]
    public async Task A_password_that_is_locked_does_not_lock_a_passkey()
    {
        var (name, client) = await Given.SignedInUser(app.From());
        using var authenticator = FactorApp.Authenticator();
        await FactorGiven.Passkey(client, authenticator);
        for (var i = 0; i < 10; i++)
        {
            await app.From().Call("session/signin", new { username = name, password = "wrong" });
        }

        Assert.Equal("too_many_requests", (await app.From().Call("session/signin", new { username = name, password = Given.Password })).Reason);
        Assert.Equal(200, (await app.From().Call("session/signin-passkey", await FactorGiven.Answer(app.Rpc, authenticator))).Status);
    }

    private async Task<RpcAnswer> SignInAsStranger(string address, string? userHandle)
    {
        using var stranger = FactorApp.Authenticator(userHandle);
        return await app.Rpc.From(address).Call("session/signin-passkey", await FactorGiven.Answer(app.Rpc, stranger));
    }

    private async Task<(string Name, byte[] Secret)> User()
    {
        var (name, client) = await Given.SignedInUser(app.From());
        var (secret, _) = await FactorGiven.Totp(app, client);
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        return (name, secret);
    }

    private Task<RestReply> SignIn(string name, string? otp) =>
        app.Rest.With(("X-Forwarded-For", LimitedApp.NewAddress())).Post("/api/user/session", new { user = name, pass = Given.Password, otp });
}

/// <summary>The product with its default limits, and a site whose passkeys tests create.</summary>
public sealed class LimitedFactorApp : FactorApp
{
    public LimitedFactorApp(AzuriteFixture azurite)
        : base(azurite)
    {
        Settings["RateLimits:Enabled"] = "true";
        Settings["SignUp:SendConfirmation"] = "false";
    }

    /// <summary>Returns a client with a new IP address.</summary>
    public RpcClient From() => Rpc.From(LimitedApp.NewAddress());
}
