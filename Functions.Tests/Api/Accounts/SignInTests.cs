using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Accounts;

[Trait("Category", "BlackBox")]
public sealed class SignInTests(Server server) : IClassFixture<Server>
{
    private RestClient Rest => server.Rest;

    [Theory]
    [InlineData("/sign_in")]
    [InlineData("/api/v2/sign_in")]
    public async Task I_can_sign_in_by_name_and_by_email_address_in_any_case(string path)
    {
        var name = "JOHN_" + Given.Name();
        var form = AccountGiven.Form(name);
        form["email"] = $"{name}@Example.com ";
        var account = await Rest.Post("/sign_up", form);
        foreach (var login in (string[])[name, name.ToLowerInvariant(), $"{name}@EXAMPLE.com", $" {name}@example.com"])
        {
            var answer = await Rest.Post(path, new { login, password = Given.Password });
            Assert.Equal(account["id"].GetInt64(), answer["id"].GetInt64());
            Assert.Equal(account.Members, answer.Members);
            Assert.Equal(200, (await Rest.WithPrivateToken(AccountGiven.Token(answer)).Get("/user")).Status);
        }
    }

    [Fact]
    public async Task Signing_in_again_ends_no_session()
    {
        var (account, first) = await AccountGiven.User(Rest);
        var again = await Rest.Post("/sign_in", new { login = account["username"].GetString(), password = Given.Password });
        Assert.NotEqual(AccountGiven.Token(account), AccountGiven.Token(again));
        Assert.Equal(200, (await first.Get("/user")).Status);
    }

    [Fact]
    public async Task A_wrong_password_an_unknown_login_and_a_missing_login_get_the_same_response()
    {
        var (account, _) = await AccountGiven.User(Rest);
        object?[] tries =
        [
            new { login = account["username"].GetString(), password = "wrong" },
            new { login = Given.Name(), password = Given.Password },
            new { login = account["username"].GetString() },
            new { password = Given.Password },
            new { login = 1, password = Given.Password },
            null,
        ];
        foreach (var attempt in tries)
        {
            var answer = await Rest.Post("/sign_in", attempt);
            Assert.Equal((401, """{"errors":"帐号或者密码错误"}"""), (answer.Status, answer.Body));
        }
    }

    [Fact]
    public async Task Accepts_a_form_body()
    {
        var (account, _) = await AccountGiven.User(Rest);
        var answer = await Rest.PostForm("/sign_in", KeyValuePair.Create("login", account["email"].GetString()!), KeyValuePair.Create("password", Given.Password));
        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task An_old_token_in_the_request_is_ignored()
    {
        var (account, _) = await AccountGiven.User(Rest);
        var answer = await Rest.WithPrivateToken("CFRcLE-N9YxgpFxKpngz").Post("/sign_in", new { login = account["username"].GetString(), password = Given.Password });
        Assert.Equal(200, answer.Status);
    }
}
