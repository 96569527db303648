using System.Text.Json;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Accounts;

/// <summary>Tests the caller's own account: <c>GET /user</c>, <c>PUT /user</c>, <c>PUT /user/password</c>.</summary>
[Trait("Category", "BlackBox")]
public sealed class UserTests(Server server) : IClassFixture<Server>
{
    private const string Other = "another long and winding road";

    private RestClient Rest => server.Rest;

    [Theory]
    [InlineData("/user")]
    [InlineData("/api/v2/user")]
    public async Task Reads_the_token_from_header_query_and_body(string path)
    {
        var (account, client) = await AccountGiven.User(Rest);
        var token = AccountGiven.Token(account);
        Assert.Equal(account.Body, (await client.Get(path)).Body);
        Assert.Equal(account.Body, (await Rest.With(token, "private-token").Get(path)).Body);
        Assert.Equal(account.Body, (await Rest.Get($"{path}?private_token={token}")).Body);
        Assert.Equal(account.Body, (await Rest.With(token).Get(path)).Body); // Authorization, as in other families
        Assert.Equal(account.Body, (await Rest.With($"Bearer {token}").Get(path)).Body);
        Assert.Equal(account.Body, (await Rest.Put(path, new { private_token = token })).Body);
        var form = new HttpRequestMessage(HttpMethod.Put, path) { Content = new FormUrlEncodedContent([KeyValuePair.Create("private_token", token)]) };
        Assert.Equal(account.Body, (await Rest.Send(form)).Body);
    }

    [Fact]
    public async Task The_parameter_wins_over_the_header()
    {
        var (account, client) = await AccountGiven.User(Rest);
        var (other, _) = await AccountGiven.User(Rest);
        Assert.Equal(other["id"].GetInt64(), (await client.Get($"/user?private_token={AccountGiven.Token(other)}"))["id"].GetInt64());
        Assert.Equal(401, (await client.Get("/user?private_token=CFRcLE-N9YxgpFxKpngz")).Status);
        Assert.Equal(account["id"].GetInt64(), (await client.Get("/user?private_token="))["id"].GetInt64());
    }

    [Theory]
    [InlineData("GET", "/user")]
    [InlineData("PUT", "/user")]
    [InlineData("PUT", "/user/password")]
    [InlineData("PUT", "/api/v2/user/password")]
    public async Task Without_a_token_nothing_is_shown(string verb, string path)
    {
        foreach (var client in (RestClient[])[Rest, Rest.WithPrivateToken("CFRcLE-N9YxgpFxKpngz"), Rest.WithPrivateToken("nonsense")])
        {
            var answer = await client.Send(new HttpMethod(verb), path);
            Assert.Equal((401, """{"message":"401 Unauthorized"}"""), (answer.Status, answer.Body));
            Assert.Equal("application/json; charset=utf-8", answer.ContentType);
        }
    }

    [Fact]
    public async Task HEAD_answers_like_GET()
    {
        var (_, client) = await AccountGiven.User(Rest);
        Assert.Equal((200, ""), ((await client.Send(HttpMethod.Head, "/user")).Status, (await client.Send(HttpMethod.Head, "/user")).Body));
    }

    [Fact]
    public async Task I_can_change_my_account_details()
    {
        var (account, client) = await AccountGiven.User(Rest);
        var email = Given.Email(Given.Name());
        var changed = await client.Put("/user", new { email = $" {email.ToUpperInvariant()}", fullname = "John Smith 约翰", avatar = "www.test.com/test.png", phone_number = "13800000000", id = 1, username = "x" });
        Assert.True(changed.Status == 200, changed.ToString());
        Assert.Equal(
            (account["id"].GetInt64(), account["username"].GetString(), email, "John Smith 约翰", "www.test.com/test.png", "13800000000", account["private_token"].GetString()),
            (changed["id"].GetInt64(), changed["username"].GetString(), changed["email"].GetString(), changed["fullname"].GetString(), changed["avatar"].GetString(), changed["phone_number"].GetString(), changed["private_token"].GetString()));
        Assert.Equal(changed.Body, (await client.Get("/user")).Body);

        // Omitted fields stay unchanged; empty fields are removed.
        Assert.Equal(changed.Body, (await client.Put("/user")).Body);
        Assert.Equal(changed.Body, (await client.Put("/user", new { fullname = (string?)null })).Body);
        var emptied = await client.Put("/user", new { fullname = "", avatar = "", phone_number = " " });
        Assert.Equal((account["username"].GetString(), JsonValueKind.Null, JsonValueKind.Null), (emptied["fullname"].GetString(), emptied["avatar"].ValueKind, emptied["phone_number"].ValueKind));
        Assert.Equal(email, emptied["email"].GetString());

        Assert.Equal(200, (await Rest.Post("/sign_in", new { login = email, password = Given.Password })).Status);
        Assert.Equal(401, (await Rest.Post("/sign_in", new { login = account["email"].GetString(), password = Given.Password })).Status);
        Assert.Equal(200, (await Rest.Post("/sign_up", AccountGiven.Form(Given.Name()).Append(KeyValuePair.Create("email", account["email"].GetString())).DistinctBy(field => field.Key).ToDictionary())).Status);
    }

    [Theory]
    [InlineData("--batch_1 Content-Type: x")]
    [InlineData("</m:properties> ]]> \" ' \\ & 🔑")]
    public async Task Any_text_reads_back_unchanged(string text)
    {
        var (_, client) = await AccountGiven.User(Rest);
        var changed = await client.Put("/user", new { fullname = text, avatar = text, phone_number = text });
        Assert.True(changed.Status == 200, changed.ToString());
        var read = await client.Get("/user");
        Assert.Equal((text, text, text), (read["fullname"].GetString(), read["avatar"].GetString(), read["phone_number"].GetString()));
    }

    [Theory]
    [InlineData("\0\u0001\u001f\u007f")]
    [InlineData("a\r\n--batch_1\r\nContent-Type: x")]
    [InlineData("Ann \u202E")]
    public async Task Refuses_texts_with_control_or_invisible_characters(string text)
    {
        var (_, client) = await AccountGiven.User(Rest);
        foreach (var field in new[] { "fullname", "avatar", "phone_number" })
        {
            var refused = await client.Put("/user", new Dictionary<string, string> { [field] = text });
            Assert.Equal((422, """{"errors":"姓名、头像或电话号码包含不可见字符"}"""), (refused.Status, refused.Body));
        }
    }

    [Theory]
    [InlineData("""{"fullname":"\ud800"}""")]
    [InlineData("""{"fullname":"\udfff x","avatar":"\ud83d"}""")]
    [InlineData("""{"private_token":"\ud800"}""")]
    [InlineData("""{"fullname":"x","fullname":"y"}""")]
    public async Task Refuses_values_that_are_not_texts_and_changes_nothing(string body)
    {
        var (_, client) = await AccountGiven.User(Rest);
        Assert.InRange((await client.Raw(HttpMethod.Put, "/user", body)).Status, 400, 422);
        Assert.Equal(200, (await client.Get("/user")).Status);
    }

    [Fact]
    public async Task Reports_invalid_values_and_changes_nothing()
    {
        var (account, client) = await AccountGiven.User(Rest);
        var (other, _) = await AccountGiven.User(Rest);
        (object Body, string Errors)[] tries =
        [
            (new { email = "", fullname = "x" }, "邮箱不能为空字符"),
            (new { email = "x", fullname = new string('x', 121) }, "邮箱是无效的，姓名过长（最长为 120 个字符）"),
            (new { email = other["email"].GetString(), fullname = "x" }, "邮箱已经被使用"),
            (new { email = other["username"].GetString() + "@@" }, "邮箱是无效的"),
            (new { avatar = new string('x', 2001) }, "头像过长（最长为 2000 个字符）"),
        ];
        foreach (var (body, errors) in tries)
        {
            var answer = await client.Put("/user", body);
            Assert.Equal((422, $$"""{"errors":"{{errors}}"}"""), (answer.Status, answer.Body));
        }

        Assert.Equal(account.Body, (await client.Get("/user")).Body);
    }

    [Theory]
    [InlineData("/user/password")]
    [InlineData("/api/v2/user/password")]
    public async Task A_new_password_ends_every_token_and_returns_a_new_one(string path)
    {
        var (account, client) = await AccountGiven.User(Rest);
        var login = account["username"].GetString();
        var second = Rest.WithPrivateToken(AccountGiven.Token(await Rest.Post("/sign_in", new { login, password = Given.Password })));
        var changed = await client.Put(path, new { current_password = Given.Password, password = Other, password_confirmation = Other });
        Assert.Equal(account["id"].GetInt64(), changed["id"].GetInt64());
        Assert.NotEqual(account["private_token"].GetString(), AccountGiven.Token(changed));
        Assert.Equal((401, 401), ((await client.Get("/user")).Status, (await second.Get("/user")).Status));
        Assert.Equal(changed.Body, (await Rest.WithPrivateToken(AccountGiven.Token(changed)).Get("/user")).Body);
        Assert.Equal(401, (await Rest.Post("/sign_in", new { login, password = Given.Password })).Status);
        Assert.Equal(200, (await Rest.Post("/sign_in", new { login, password = Other })).Status);
    }

    [Fact]
    public async Task A_refused_password_changes_nothing()
    {
        var (account, client) = await AccountGiven.User(Rest);
        (object Body, string Errors)[] tries =
        [
            (new { current_password = "wrong", password = Other, password_confirmation = Other }, "密码错误！"),
            (new { password = Other, password_confirmation = Other }, "密码错误！"),
            (new { current_password = Given.Password, password = "short", password_confirmation = "short" }, "密码过短（最短为 8 个字符）"),
            (new { current_password = Given.Password, password = Other, password_confirmation = "x" }, "确认密码与确认值不匹配"),
            (new { current_password = Given.Password, password = Other }, "确认密码与确认值不匹配"),
            (new { current_password = Given.Password, password = "password", password_confirmation = "password" }, "密码过于常见"),
        ];
        foreach (var (body, errors) in tries)
        {
            var answer = await client.Put("/user/password", body);
            Assert.Equal((422, $$"""{"errors":"{{errors}}"}"""), (answer.Status, answer.Body));
        }

        Assert.Equal(account.Body, (await client.Get("/user")).Body);
        Assert.Equal(200, (await Rest.Post("/sign_in", new { login = account["username"].GetString(), password = Given.Password })).Status);
    }
}
