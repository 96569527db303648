using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Accounts;

[Trait("Category", "BlackBox")]
public sealed class SignUpTemporarilyTests(Server server) : IClassFixture<Server>
{
    private RestClient Rest => server.Rest;

    [Theory]
    [InlineData("/sign_up_temporarily")]
    [InlineData("/api/v2/sign_up_temporarily")]
    public async Task Creates_an_account_without_any_input(string path)
    {
        var first = await Rest.Post(path);
        var second = await Rest.Post(path);
        Assert.NotEqual(first["id"].GetInt64(), second["id"].GetInt64());
        var name = first["username"].GetString()!;
        Assert.Matches("^[0-9a-f]{8}$", name);
        Assert.Equal((name + "@ideaegg.me", name), (first["email"].GetString(), first["fullname"].GetString()));
        Assert.Equal(first.Body, (await Rest.WithPrivateToken(AccountGiven.Token(first)).Get("/api/v2/user")).Body);
    }

    [Theory]
    [InlineData("", "application/json")]
    [InlineData("", null)]
    [InlineData("{}", "application/json")]
    [InlineData("", "application/x-www-form-urlencoded")]
    public async Task Accepts_any_empty_body(string body, string? contentType) =>
        Assert.Equal(200, (await Rest.Raw(HttpMethod.Post, "/sign_up_temporarily", body, contentType)).Status);

    [Fact]
    public async Task No_password_opens_a_temporary_account()
    {
        var account = await Rest.Post("/sign_up_temporarily");
        foreach (var password in (string?[])["", null, account["username"].GetString()])
        {
            Assert.Equal(401, (await Rest.Post("/sign_in", new { login = account["username"].GetString(), password })).Status);
        }

        var client = Rest.WithPrivateToken(AccountGiven.Token(account));
        Assert.Equal(422, (await client.Put("/user/password", new { current_password = "", password = Given.Password, password_confirmation = Given.Password })).Status);
    }

    [Fact]
    public async Task Becomes_an_ordinary_account_with_an_email_address_and_a_password_set_by_email()
    {
        var account = await Rest.Post("/sign_up_temporarily");
        var client = Rest.WithPrivateToken(AccountGiven.Token(account));
        var email = Given.Email(Given.Name());
        Assert.Equal(email, (await client.Put("/user", new { email }))["email"].GetString());
        Assert.Equal(204, (await Rest.Post("/reset_password", new { email })).Status);
        var mail = await server.Mail.Wait(email, "Reset Password");
        Assert.Contains("for 6 hours.", mail.TextBody!, StringComparison.Ordinal);
        Assert.Equal(200, (await server.Rpc.Call("session/set-password-by-token", Mailbox.Token(mail), Given.Password)).Status);

        Assert.Equal(401, (await client.Get("/user")).Status); // the old token is invalid
        var signedIn = await Rest.Post("/sign_in", new { login = email, password = Given.Password });
        Assert.Equal(account["id"].GetInt64(), signedIn["id"].GetInt64());
    }
}
