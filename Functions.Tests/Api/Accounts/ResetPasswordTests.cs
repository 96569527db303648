using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Accounts;

[Trait("Category", "BlackBox")]
public sealed class ResetPasswordTests(Server server) : IClassFixture<Server>
{
    private const string Other = "another long and winding road";

    private RestClient Rest => server.Rest;

    [Theory]
    [InlineData("/reset_password")]
    [InlineData("/api/v2/reset_password")]
    public async Task Responses_do_not_reveal_whether_an_email_address_is_known(string path)
    {
        var (account, _) = await AccountGiven.User(Rest);
        foreach (var email in (string[])[account["email"].GetString()!, $" {account["email"].GetString()!.ToUpperInvariant()} ", Given.Email(Given.Name()), "0c60b755@ideaegg.me"])
        {
            var answer = await Rest.Post(path, new { email });
            Assert.Equal((204, "", null), (answer.Status, answer.Body, answer.ContentType));
        }
    }

    [Theory]
    [InlineData("{}", "邮箱不能为空字符")]
    [InlineData("""{"email":" "}""", "邮箱不能为空字符")]
    [InlineData("""{"email":1}""", "邮箱不能为空字符")]
    [InlineData("""{"email":"john_smith"}""", "邮箱是无效的")]
    public async Task Reports_an_invalid_email_address(string body, string errors)
    {
        var answer = await Rest.Raw(HttpMethod.Post, "/reset_password", body);
        Assert.Equal((422, $$"""{"errors":"{{errors}}"}"""), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task The_emailed_link_sets_a_password_ends_every_token_and_works_once()
    {
        var (account, client) = await AccountGiven.User(Rest);
        var email = account["email"].GetString()!;
        await Rest.PostForm("/reset_password", KeyValuePair.Create("email", email));
        var mail = await server.Mail.Wait(email, "Reset Password");
        Assert.Contains("for 6 hours.", mail.TextBody!, StringComparison.Ordinal);
        Assert.Equal(200, (await server.Rpc.Call("session/set-password-by-token", Mailbox.Token(mail), Other)).Status);
        Assert.Equal(404, (await server.Rpc.Call("session/set-password-by-token", Mailbox.Token(mail), Other)).Status);
        Assert.Equal(401, (await client.Get("/user")).Status);
        Assert.Equal(401, (await Rest.Post("/sign_in", new { login = email, password = Given.Password })).Status);
        var again = await Rest.Post("/sign_in", new { login = email, password = Other });
        Assert.NotEqual(AccountGiven.Token(account), AccountGiven.Token(again));
    }
}
