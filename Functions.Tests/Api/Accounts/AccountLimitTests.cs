using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Accounts;

/// <summary>Tests the limits of this family and how callers are told.</summary>
public sealed class AccountLimitTests(AccountLimitTests.App app) : IClassFixture<AccountLimitTests.App>
{
    private const string TooMany = """{"errors":"请求过于频繁，请稍后再试"}""";

    /// <summary>The product with limits. Each test calls from its own IP address.</summary>
    public sealed class App : TestApp
    {
        public App(AzuriteFixture azurite)
            : base(azurite)
        {
            Settings["RateLimits:Enabled"] = "true";
            Settings["RateLimits:SignUp:Count"] = "3";
            Settings["RateLimits:MailFromAddress:Count"] = "3";
            Settings["RateLimits:SignInFromAddress:Count"] = "1000";
            Settings["WeChat:Mode"] = "open";
        }
    }

    [Fact]
    public async Task Sign_ups_of_all_kinds_from_one_IP_address_share_a_limit()
    {
        var rest = From("203.0.113.1");
        var uid = Given.Name();
        Assert.Equal(200, (await rest.Post("/sign_in_with/wechat", new { uid })).Status);
        Assert.Equal(200, (await rest.Post("/api/v2/sign_up_temporarily")).Status);
        Assert.Equal(200, (await rest.Post("/sign_up", AccountGiven.Form(Given.Name()))).Status);
        AssertTooMany(await rest.Post("/sign_up_temporarily"));
        AssertTooMany(await rest.Post("/api/v2/sign_up", AccountGiven.Form(Given.Name())));
        AssertTooMany(await rest.Post("/sign_in_with/wechat", new { uid = uid + "x" }));
        Assert.Equal(200, (await rest.Post("/sign_in_with/wechat", new { uid })).Status); // a known openid does not sign up
        Assert.Equal(200, (await From("203.0.113.2").Post("/sign_up_temporarily")).Status);
    }

    [Fact]
    public async Task Limits_email_requests_from_one_IP_address()
    {
        var rest = From("203.0.113.3");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(204, (await rest.Post("/reset_password", new { email = Given.Email(Given.Name()) })).Status);
        }

        AssertTooMany(await rest.Post("/api/v2/reset_password", new { email = Given.Email(Given.Name()) }));
    }

    [Fact]
    public async Task Failed_sign_ins_are_counted_together_at_all_endpoints_and_end_no_session()
    {
        var rest = From("203.0.113.4");
        var (account, _) = await AccountGiven.User(rest);
        var login = account["username"].GetString();
        var token = AccountGiven.Token(account);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(401, (await rest.Post("/sign_in", new { login, password = "wrong" })).Status);
            Assert.Equal(422, (await rest.Put("/user/password", new { private_token = token, current_password = "wrong", password = "new", password_confirmation = "new" })).Status);
        }

        AssertTooMany(await rest.Post("/api/v2/sign_in", new { login, password = Given.Password }));
        AssertTooMany(await rest.Put("/user/password", new { private_token = token, current_password = Given.Password, password = "new", password_confirmation = "new" }));
        Assert.Equal(429, (await app.Rpc.From("203.0.113.4").Call("session/signin", new { username = login, password = Given.Password })).HttpStatus);
        Assert.Equal(200, (await rest.Get($"/user?private_token={token}")).Status);
    }

    private static void AssertTooMany(RestReply answer)
    {
        Assert.Equal((429, TooMany), (answer.Status, answer.Body));
        Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    /// <summary>Returns a client whose requests come through the trusted proxy from this IP address.</summary>
    private RestClient From(string address) => app.Rest.With(address, "X-Forwarded-For");
}
