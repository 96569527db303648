using System.ComponentModel.DataAnnotations;
using Serverless.Api.Accounts;
using Serverless.Domain.Permissions;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Accounts;

public sealed class SignInWithTests(WeChatApp app) : IClassFixture<WeChatApp>
{
    private RestClient Rest => app.Rest;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/sign_in_with/wechat")]
    [InlineData("/api/v2/sign_in_with/wechat")]
    public async Task A_new_openid_creates_an_account_and_a_known_one_signs_in_to_it(string path)
    {
        var uid = Given.Name();
        var account = await Rest.Post(path, new { uid });
        Assert.True(account.Status == 200, account.ToString());
        var name = account["username"].GetString()!;
        Assert.Matches("^[0-9a-f]{8}$", name);
        Assert.Equal((name + "@ideaegg.me", name), (account["email"].GetString(), account["fullname"].GetString()));

        var again = await Rest.Post(path, new { uid, username = "other", email = "not an address", fullname = "x", avatar = "x", phone_number = "x" });
        Assert.Equal(WithoutToken(account), WithoutToken(again));
        Assert.NotEqual(AccountGiven.Token(account), AccountGiven.Token(again));
        foreach (var answer in (RestReply[])[account, again])
        {
            Assert.Equal(200, (await Rest.WithPrivateToken(AccountGiven.Token(answer)).Get("/user")).Status);
        }

        Assert.NotEqual(account["id"].GetInt64(), (await Rest.Post(path, new { uid = uid.ToUpperInvariant() }))["id"].GetInt64()); // every character counts
    }

    [Fact]
    public async Task The_documented_example_works()
    {
        var answer = await Rest.Raw(
            HttpMethod.Post,
            "/sign_in_with/wechat",
            """{"uid": "test_uid", "username": "cb41b7b2", "email": "cb41b7b2@ideaegg.me", "fullname": "cb41b7b2", "avatar": "www.test.com/test.png", "phone_number": "13800000000"}""");
        Assert.True(answer.Status == 200, answer.ToString());
        Assert.Equal("avatar created_at email fullname id phone_number private_token username", answer.Members);
        Assert.Equal(
            ("cb41b7b2", "cb41b7b2@ideaegg.me", "cb41b7b2", "www.test.com/test.png", "13800000000"),
            (answer["username"].GetString(), answer["email"].GetString(), answer["fullname"].GetString(), answer["avatar"].GetString(), answer["phone_number"].GetString()));
    }

    [Fact]
    public async Task A_generated_email_address_uses_a_generated_name_even_if_a_name_is_given()
    {
        var name = Given.Name();
        var account = await Rest.Post("/sign_in_with/wechat", new { uid = Given.Name(), username = name.ToUpperInvariant(), fullname = "  " });
        Assert.Equal((name, name), (account["username"].GetString(), account["fullname"].GetString()));
        Assert.Matches("^[0-9a-f]{8}@ideaegg.me$", account["email"].GetString());
    }

    [Fact]
    public async Task Refuses_values_that_are_taken_and_never_opens_another_account()
    {
        var (other, _) = await AccountGiven.User(Rest);
        var uid = Given.Name();
        Assert.Equal((422, """{"errors":"邮箱已经被使用，用户名已经被使用"}"""), Refusal(await Rest.Post("/sign_in_with/wechat", new { uid, email = other["email"].GetString(), username = other["username"].GetString() })));
        Assert.Null(await app.Get<Names>().FindUser(Link.Of("wechat", uid), Stop));
        Assert.Equal(200, (await Rest.Post("/sign_in_with/wechat", new { uid })).Status);
        await Invariants.Hold(app);
    }

    [Theory]
    [InlineData("/sign_in_with/wechat", "{}", "uid不能为空字符")]
    [InlineData("/sign_in_with/wechat", """{"uid":1}""", "uid不能为空字符")]
    [InlineData("/sign_in_with/wechat", """{"email":"x","username":"12345678"}""", "邮箱是无效的，用户名不能是数字，uid不能为空字符")]
    [InlineData("/sign_in_with/qq", """{"uid":"x"}""", "授权类型不支持")]
    [InlineData("/sign_in_with/WECHAT", """{"uid":"x"}""", "授权类型不支持")]
    [InlineData("/api/v2/sign_in_with/weibo", "{}", "授权类型不支持")]
    public async Task Reports_invalid_values(string path, string body, string errors) =>
        Assert.Equal((422, $$"""{"errors":"{{errors}}"}"""), Refusal(await Rest.Raw(HttpMethod.Post, path, body)));

    [Fact]
    public async Task An_openid_has_at_most_255_characters()
    {
        var uid = Given.Name() + new string('安', 240);
        Assert.Equal(200, (await Rest.Post("/sign_in_with/wechat", new { uid = uid[..255] })).Status);
        Assert.Equal((422, """{"errors":"uid过长（最长为 255 个字符）"}"""), Refusal(await Rest.Post("/sign_in_with/wechat", new { uid = uid + "xx" })));
    }

    [Fact]
    public async Task Many_concurrent_calls_with_one_new_openid_create_one_account()
    {
        var uid = Given.Name();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Rest.Post("/sign_in_with/wechat", new { uid })));
        Assert.All(answers, answer => Assert.Contains(answer.Status, (int[])[200, 409])); // 409: it is being created at this moment
        var known = await Rest.Post("/sign_in_with/wechat", new { uid });
        Assert.Equal([known["id"].GetInt64()], answers.Where(answer => answer.Status == 200).Select(answer => answer["id"].GetInt64()).Distinct());
        await Invariants.Hold(app);
    }

    [Fact]
    public async Task A_disabled_user_is_not_signed_in()
    {
        var uid = Given.Name();
        var account = await Rest.Post("/sign_in_with/wechat", new { uid });
        await app.Get<AccountStore>().Change(Actor.Nobody, account["id"].GetInt64(), Disable, Stop);
        Assert.Equal(401, (await Rest.Post("/sign_in_with/wechat", new { uid })).Status);
        Assert.Equal(401, (await Rest.WithPrivateToken(AccountGiven.Token(account)).Get("/user")).Status);

        static bool Disable(AccountChange change)
        {
            change.SetEnabled(false);
            return true;
        }
    }

    [Fact]
    public async Task Only_the_hash_of_an_openid_is_stored()
    {
        var uid = Given.Name();
        var account = await Rest.Post("/sign_in_with/wechat", new { uid });
        var link = Assert.Single((await app.Get<AccountStore>().Read(account["id"].GetInt64(), Stop))!.Links);
        Assert.DoesNotContain(uid, link.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Sign_in_with_an_openid_is_off_by_default()
    {
        await using var other = new TestApp(app.Azurite);
        await other.InitializeAsync();
        Assert.Equal((403, """{"errors":"微信登录未启用"}"""), Refusal(await other.Rest.Post("/sign_in_with/wechat", new { uid = "x" })));
        Assert.Equal(422, (await other.Rest.Post("/sign_in_with/qq", new { uid = "x" })).Status);
    }

    [Fact]
    public async Task In_mode_trusted_the_application_must_send_its_secret()
    {
        const string Secret = "a secret between two servers";
        await using var other = new TestApp(app.Azurite) { Settings = { ["WeChat:Mode"] = "trusted", ["WeChat:Secret"] = Secret } };
        await other.InitializeAsync();
        foreach (var client in (RestClient[])[other.Rest, other.Rest.With("wrong", "X-WeChat-Secret"), other.Rest.With(Secret[1..], "X-WeChat-Secret"), other.Rest.With(Secret)])
        {
            Assert.Equal((401, """{"message":"401 Unauthorized"}"""), Refusal(await client.Post("/sign_in_with/wechat", new { uid = "x" })));
        }

        Assert.Equal(200, (await other.Rest.With(Secret, "X-WeChat-Secret").Post("/sign_in_with/wechat", new { uid = "x" })).Status);
    }

    [Fact]
    public async Task While_sign_up_is_closed_only_known_openids_sign_in()
    {
        await using var closed = new TestApp(app.Azurite) { Settings = { ["WeChat:Mode"] = "open", ["SignUp:Enabled"] = "false" } };
        await closed.InitializeAsync();
        var uid = Given.Name();
        Assert.Equal((403, """{"errors":"注册已关闭"}"""), Refusal(await closed.Rest.Post("/sign_in_with/wechat", new { uid })));
        Assert.Equal(403, (await closed.Rest.Post("/sign_up", AccountGiven.Form(Given.Name()))).Status);
        Assert.Equal(403, (await closed.Rest.Post("/sign_up_temporarily")).Status);
        await closed.Get<CreateUser>().Run(new User { Id = 0, Name = Given.Name(), Created = default, Links = [Link.Of("wechat", uid)] }, Stop);
        Assert.Equal(200, (await closed.Rest.Post("/sign_in_with/wechat", new { uid })).Status);
    }

    [Theory]
    [InlineData(WeChatMode.Off, "", true)]
    [InlineData(WeChatMode.Open, "", true)]
    [InlineData(WeChatMode.Trusted, "sixteen letters.", true)]
    [InlineData(WeChatMode.Trusted, "fifteen letters", false)]
    [InlineData(WeChatMode.Trusted, "", false)]
    [InlineData((WeChatMode)7, "", false)]
    public void Requires_a_secret_in_the_modes_that_need_one(WeChatMode mode, string secret, bool isValid)
    {
        var options = new WeChatOptions { Mode = mode, Secret = secret };
        Assert.Equal(isValid, Validator.TryValidateObject(options, new ValidationContext(options), null, validateAllProperties: true));
    }

    private static string WithoutToken(RestReply account) => account.Body.Replace(AccountGiven.Token(account), "", StringComparison.Ordinal);

    private static (int Status, string Body) Refusal(RestReply answer) => (answer.Status, answer.Body);
}
