using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Session;

/// <summary>Tests what the recovery of an account revokes, for each value of the setting.</summary>
public sealed class RecoveryTests(AzuriteFixture azurite)
{
    private const string NewPassword = "the owner's own new password";

    [Theory]
    [InlineData(null, false, true)]
    [InlineData("everything", true, true)]
    [InlineData("sessions", true, false)]
    [InlineData("sessions", false, true)]
    public async Task A_reset_by_email_revokes_the_credentials_that_the_setting_names(string? setting, bool isConfirmedBefore, bool revokesTokens)
    {
        await using var app = await Start(setting);
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        if (isConfirmedBefore)
        {
            await Confirm(app, name);
        }

        var token = await ApiToken(app, client);
        var reset = await ResetToken(app, name);
        Assert.Equal(200, (await app.Rpc.Call("session/set-password-by-token", reset, NewPassword)).Status);
        Assert.Equal(-32801, (await client.Call("profile/read")).Status);
        Assert.Equal(revokesTokens ? -32801 : 200, (await token.Call("profile/read")).Status);
    }

    [Fact]
    public async Task A_reset_always_revokes_tokens_created_before_the_address_was_confirmed()
    {
        await using var app = await Start("sessions");
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        var early = await ApiToken(app, client);
        await Confirm(app, name);
        var late = await ApiToken(app, client);
        var reset = await ResetToken(app, name);

        Assert.Equal(200, (await app.Rpc.Call("session/set-password-by-token", reset, NewPassword)).Status);
        Assert.Equal((-32801, 200), ((await early.Call("profile/read")).Status, (await late.Call("profile/read")).Status));
    }

    [Theory]
    [InlineData("everything")]
    [InlineData("sessions")]
    public async Task A_wechat_link_opens_no_session_after_a_reset(string setting)
    {
        await using var app = await Start(setting);
        var uid = Guid.NewGuid().ToString("N");
        var email = Given.Email(Given.Name());
        var made = await app.Rest.Post("/api/v2/sign_in_with/wechat", new { uid, email });
        Assert.Equal(200, made.Status);
        Assert.Equal(204, (await app.Rest.Post("/api/v2/reset_password", new { email })).Status);
        var reset = Mailbox.Token(await app.Mail.Wait(email, "Reset Password"));
        Assert.Equal(200, (await app.Rpc.Call("session/set-password-by-token", reset, NewPassword)).Status);
        Assert.Equal(401, (await app.Rest.WithPrivateToken(AccountGiven.Token(made)).Get("/api/v2/user")).Status);

        // The openid belongs to no user any more: it creates another account and does not open the old one.
        var other = await app.Rest.Post("/api/v2/sign_in_with/wechat", new { uid });
        Assert.NotEqual(made["id"].GetInt64(), other["id"].GetInt64());
    }

    [Fact]
    public async Task A_password_set_by_an_administrator_revokes_tokens_and_a_pending_address()
    {
        await using var app = await Start(null);
        var root = await Given.Root(app);
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        await Confirm(app, name);
        var token = await ApiToken(app, client);
        var thiefs = Given.Email(Given.Name());
        Assert.Equal(200, (await client.Call("profile/set-email", thiefs)).Status);
        Assert.Equal(200, (await root.Call("admin/users/set-password", name, NewPassword)).Status);
        Assert.Equal(-32801, (await token.Call("profile/read")).Status);
        var user = (await app.FindUser(name))!;
        Assert.Equal((Given.Email(name), null, true), (user.Email, user.PendingEmail, user.EmailConfirmed));
        await Given.SignedInUser(app.Rpc);
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = Given.Name(), email = thiefs, password = Given.Password })).Status);
    }

    [Fact]
    public async Task Users_that_change_their_own_password_keep_their_tokens()
    {
        await using var app = await Start(null);
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var token = await ApiToken(app, client);
        Assert.Equal(200, (await client.Call("profile/set-password", NewPassword)).Status);
        Assert.Equal(200, (await token.Call("profile/read")).Status);
        await Given.Session(app.Rpc, name, NewPassword);
    }

    [Fact]
    public async Task The_email_lists_what_a_reset_revokes()
    {
        await using var app = await Start(null);
        var name = await Given.User(app.Rpc, withEmail: true);
        Assert.Equal(200, (await app.Rpc.Call("session/send-password-reset-email", name)).Status);
        var mail = await app.Mail.Wait(Given.Email(name), "Reset Password");
        var text = mail.TextBody!.ReplaceLineEndings(" ");
        Assert.Contains("signs out all devices", text, StringComparison.Ordinal);
        Assert.Contains("revokes the API tokens", text, StringComparison.Ordinal);
    }

    private async Task<TestApp> Start(string? setting)
    {
        var app = new TestApp(azurite);
        app.Settings["WeChat:Mode"] = "open";
        if (setting is not null)
        {
            app.Settings["Security:ResetRevokes"] = setting;
        }

        await app.InitializeAsync();
        return app;
    }

    private static async Task Confirm(TestApp app, string name) => Assert.Equal(
        200, (await app.Rpc.Call("session/confirm-email-by-token", Mailbox.Token(await app.Mail.Wait(Given.Email(name), "Confirm your email")))).Status);

    private static async Task<string> ResetToken(TestApp app, string name)
    {
        Assert.Equal(200, (await app.Rpc.Call("session/send-password-reset-email", name)).Status);
        return Mailbox.Token(await app.Mail.Wait(Given.Email(name), "Reset Password"));
    }

    private static async Task<RpcClient> ApiToken(TestApp app, RpcClient client) =>
        app.Rpc.With((await client.Call("api-tokens/create", "t")).Data.GetProperty("token").GetString());
}
