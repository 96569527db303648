using System.Text.Json;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Accounts;

[Trait("Category", "BlackBox")]
public sealed class SignUpTests(Server server) : IClassFixture<Server>
{
    private const string Members = "avatar created_at email fullname id phone_number private_token username";

    private RestClient Rest => server.Rest;

    [Theory]
    [InlineData("/sign_up")]
    [InlineData("/api/v2/sign_up")]
    public async Task I_can_sign_up_on_either_path(string path)
    {
        var name = "John_" + Given.Name();
        var answer = await Rest.Post(path, AccountGiven.Form(name));
        Assert.True(answer.Status == 200, answer.ToString());
        Assert.Equal("application/json; charset=utf-8", answer.ContentType);
        Assert.Equal(Members, answer.Members);
        Assert.Equal(JsonValueKind.Number, answer["id"].ValueKind);
        Assert.Equal(name.ToLowerInvariant(), answer["username"].GetString());
        Assert.Equal(name.ToLowerInvariant(), answer["fullname"].GetString());
        Assert.Equal(Given.Email(name).ToLowerInvariant(), answer["email"].GetString());
        Assert.Matches("^[A-Za-z0-9_-]{20}$", answer["private_token"].GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", answer["created_at"].GetString());
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (answer["avatar"].ValueKind, answer["phone_number"].ValueKind));

        // The account can be used at once.
        Assert.Equal(answer.Body, (await Rest.WithPrivateToken(AccountGiven.Token(answer)).Get("/api/v2/user")).Body);
    }

    [Fact]
    public async Task The_documented_example_works_once_and_then_reports_taken_values()
    {
        const string Example = """{"username": "john_smith", "email": "john@example.com", "password": "test1234", "password_confirmation": "test1234"}""";
        var first = await Rest.Raw(HttpMethod.Post, "/sign_up", Example);
        Assert.Contains(first.Status, (int[])[200, 422]); // 422 on a server where the example was tried before
        var second = await Rest.Raw(HttpMethod.Post, "/sign_up", Example);
        Assert.Equal((422, """{"errors":"邮箱已经被使用，用户名已经被使用"}"""), (second.Status, second.Body));
    }

    [Fact]
    public async Task Reports_each_value_that_is_taken()
    {
        var (account, _) = await AccountGiven.User(Rest);
        var other = Given.Name();
        var form = AccountGiven.Form(other);
        form["email"] = $" {account["email"].GetString()!.ToUpperInvariant()} ";
        Assert.Equal((422, """{"errors":"邮箱已经被使用"}"""), Refusal(await Rest.Post("/sign_up", form)));
        form = AccountGiven.Form(account["username"].GetString()!.ToUpperInvariant());
        form["email"] = Given.Email(other);
        Assert.Equal((422, """{"errors":"用户名已经被使用"}"""), Refusal(await Rest.Post("/sign_up", form)));
        Assert.Equal(200, (await Rest.Post("/sign_up", AccountGiven.Form(other))).Status); // no part of it was kept
    }

    [Theory]
    [InlineData("password", "c0rrect", "密码过短（最短为 8 个字符），确认密码与确认值不匹配")]
    [InlineData("username", "a", "用户名过短（最短为 2 个字符）")]
    [InlineData("username", "a b", "用户名只允许数字、大小写字母和下划线")]
    [InlineData("username", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "用户名过长（最长为 30 个字符）")]
    [InlineData("username", "12345678", "用户名不能是数字")]
    [InlineData("username", null, "用户名不能为空字符")]
    [InlineData("username", "root", "用户名已经被使用")]
    [InlineData("email", "nowhere", "邮箱是无效的")]
    [InlineData("email", null, "邮箱不能为空字符")]
    [InlineData("password_confirmation", "a long and winding street", "确认密码与确认值不匹配")]
    [InlineData("password_confirmation", null, "确认密码与确认值不匹配")]
    [InlineData("password", null, "密码不能为空字符，确认密码与确认值不匹配")]
    public async Task Reports_invalid_values(string field, string? value, string errors)
    {
        var form = AccountGiven.Form(Given.Name());
        form[field] = value;
        Assert.Equal((422, $$"""{"errors":"{{errors}}"}"""), Refusal(await Rest.Post("/sign_up", form)));
    }

    [Fact]
    public async Task Passwords_of_7_and_129_characters_are_refused()
    {
        Assert.Equal(422, (await Rest.Post("/sign_up", AccountGiven.Form(Given.Name(), "kT9$wq!"))).Status);
        Assert.Equal(422, (await Rest.Post("/sign_up", AccountGiven.Form(Given.Name(), "kT9$wq!" + new string('x', 122)))).Status);
        Assert.Equal(200, (await Rest.Post("/sign_up", AccountGiven.Form(Given.Name(), "kT9$wq!" + new string('x', 121)))).Status);
    }

    [Fact]
    public async Task Reports_all_errors_in_a_fixed_order()
    {
        var answer = await Rest.Post("/sign_up");
        Assert.Equal((422, """{"errors":"邮箱不能为空字符，密码不能为空字符，确认密码与确认值不匹配，用户名不能为空字符"}"""), Refusal(answer));
    }

    [Fact]
    public async Task Accepts_a_form_body()
    {
        var name = Given.Name();
        var answer = await Rest.PostForm("/sign_up", AccountGiven.Form(name).Select(field => KeyValuePair.Create(field.Key, field.Value!)));
        Assert.True(answer.Status == 200, answer.ToString());
        Assert.Equal(name, answer["username"].GetString());
    }

    [Fact]
    public async Task Values_that_are_not_texts_count_as_missing()
    {
        var answer = await Rest.Raw(HttpMethod.Post, "/sign_up", """{"username":7,"email":{},"password":[],"password_confirmation":true,"other":1}""");
        Assert.Equal(422, answer.Status);
        Assert.StartsWith("邮箱不能为空字符", answer["errors"].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passwords_in_the_query_are_not_read()
    {
        var form = AccountGiven.Form(Given.Name());
        form.Remove("password");
        Assert.Equal(422, (await Rest.Post($"/sign_up?password={Uri.EscapeDataString(Given.Password)}", form)).Status);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[1,")]
    [InlineData("nonsense")]
    public async Task Reports_a_body_that_is_not_JSON(string body) =>
        Assert.Equal((400, """{"errors":"请求格式错误"}"""), Refusal(await Rest.Raw(HttpMethod.Post, "/sign_up", body)));

    [Fact]
    public async Task Refuses_texts_that_cannot_be_email_addresses()
    {
        foreach (var email in (string[])["\"安\" 🔑@例子", new string('é', 24) + Given.Name()[..12] + "@é", "a b@c.example", "ann@example.com\u200B"])
        {
            var form = AccountGiven.Form(Given.Name());
            form["email"] = email;
            Assert.Equal((422, """{"errors":"邮箱是无效的"}"""), Refusal(await Rest.Post("/sign_up", form)));
        }
    }

    [Fact]
    public async Task Unusual_email_addresses_sign_up_and_sign_in()
    {
        foreach (var email in (string[])[$"!#$%&'*+/=?^_`{{|}}~{Given.Name()}@x", $"{Given.Name()}@localhost"])
        {
            var form = AccountGiven.Form(Given.Name());
            form["email"] = email;
            var account = await Rest.Post("/sign_up", form);
            Assert.True(account.Status == 200, account.ToString());
            Assert.Equal(email, account["email"].GetString());
            var signedIn = await Rest.Post("/sign_in", new { login = email.ToUpperInvariant(), password = Given.Password });
            Assert.Equal(account["id"].GetInt64(), signedIn["id"].GetInt64());
            Assert.Equal((204, ""), Refusal(await Rest.Post("/reset_password", new { email })));
        }
    }

    [Theory]
    [InlineData("POST", "/sign_in_with")]
    [InlineData("GET", "/api/v2")]
    [InlineData("GET", "/api/v2/nothing/here")]
    public async Task Unknown_paths_get_the_response_format_of_the_family(string verb, string path) =>
        Assert.Equal((404, """{"errors":"not found"}"""), Refusal(await Rest.Send(new HttpMethod(verb), path)));

    [Theory]
    [InlineData("GET", "/sign_up")]
    [InlineData("PUT", "/api/v2/sign_in")]
    [InlineData("DELETE", "/user")]
    public async Task A_wrong_verb_is_answered_with_405(string verb, string path) =>
        Assert.Equal((405, """{"errors":"不支持该请求方法"}"""), Refusal(await Rest.Send(new HttpMethod(verb), path)));

    private static (int Status, string Body) Refusal(RestReply answer) => (answer.Status, answer.Body);
}
