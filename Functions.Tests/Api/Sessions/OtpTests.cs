using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Sessions;

/// <summary>Tests the field otp of the session family and of the account family.</summary>
public sealed class OtpTests(FactorApp app) : IClassFixture<FactorApp>
{
    public static TheoryData<string, string, string> SessionPaths => new()
    {
        { "/api/user/session", "user", "pass" },
        { "/api/session", "username", "password" },
        { "/api/login", "username", "password" },
    };

    [Theory]
    [MemberData(nameof(SessionPaths))]
    public async Task The_session_family_takes_a_code_or_a_recovery_code(string path, string user, string pass)
    {
        var (name, _, secret, codes) = await FactorGiven.UserWithTotp(app);
        foreach (var otp in new[] { null, "", FactorGiven.WrongCode(app, secret), codes[0][..^1] + (codes[0][^1] == '0' ? '1' : '0') })
        {
            var refused = await SignIn(otp);
            Assert.Equal((401, """{"code":"SECOND_FACTOR_REQUIRED_ERROR","message":"Second Factor Required"}"""), (refused.Status, refused.Body));
        }

        var code = FactorGiven.Code(app, secret);
        Assert.Equal(201, (await SignIn(code)).Status);
        Assert.Equal(401, (await SignIn(code)).Status);
        Assert.Equal(201, (await SignIn(codes[0])).Status);
        Assert.Equal(401, (await SignIn(codes[0])).Status);

        Task<RestReply> SignIn(string? otp) => app.Rest.Post(path, new Dictionary<string, string?> { [user] = name, [pass] = Given.Password, ["otp"] = otp });
    }

    [Fact]
    public async Task The_account_family_takes_a_code_or_a_recovery_code()
    {
        var (name, _, secret, codes) = await FactorGiven.UserWithTotp(app);
        foreach (var otp in new[] { null, "", FactorGiven.WrongCode(app, secret) })
        {
            var refused = await SignIn(otp);
            Assert.Equal((401, """{"errors":"两步验证码缺失或错误"}"""), (refused.Status, refused.Body));
        }

        Assert.Equal(200, (await SignIn(FactorGiven.Code(app, secret))).Status);
        Assert.Equal(200, (await SignIn(codes[0])).Status);

        Task<RestReply> SignIn(string? otp) => app.Rest.Post("/api/v2/sign_in", new { login = name, password = Given.Password, otp });
    }

    [Fact]
    public async Task A_wrong_password_is_refused_as_before()
    {
        var (name, _, secret, _) = await FactorGiven.UserWithTotp(app);
        var session = await app.Rest.Post("/api/user/session", new { user = name, pass = "wrong", otp = FactorGiven.Code(app, secret) });
        Assert.Equal((401, "INVALID_PASSWORD_ERROR"), (session.Status, session["code"].GetString()));
        var account = await app.Rest.Post("/api/v2/sign_in", new { login = name, password = "wrong", otp = FactorGiven.Code(app, secret) });
        Assert.Equal((401, "帐号或者密码错误"), (account.Status, account["errors"].GetString()));
    }

    [Fact]
    public async Task An_external_account_does_not_bypass_the_second_factor()
    {
        await using var wechat = new FactorApp(app.Azurite) { Settings = { ["WeChat:Mode"] = "open" } };
        await wechat.InitializeAsync();
        var uid = Given.Name();
        var account = await wechat.Rest.Post("/api/v2/sign_in_with/wechat", new { uid });
        Assert.Equal(200, account.Status);
        var (secret, _) = await FactorGiven.Totp(wechat, wechat.Rpc.With(AccountGiven.Token(account)));
        Assert.Equal((401, """{"errors":"两步验证码缺失或错误"}"""), await SignIn(null));
        Assert.Equal(401, (await SignIn(FactorGiven.WrongCode(wechat, secret))).Status);
        Assert.Equal(200, (await SignIn(FactorGiven.Code(wechat, secret, 1))).Status);

        async Task<(int Status, string Body)> SignIn(string? otp)
        {
            var reply = await wechat.Rest.Post("/api/v2/sign_in_with/wechat", new { uid, otp });
            return (reply.Status, reply.Body);
        }
    }
}
