using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Sessions;

public sealed class SignInTests(TestApp app) : IClassFixture<TestApp>
{
    private RestClient Rest => new(app.Http);

    [Theory]
    [InlineData(null, 2_592_000)]
    [InlineData(false, 2_592_000)]
    [InlineData("false", 2_592_000)]
    [InlineData("yes", 2_592_000)]
    [InlineData(true, 315_576_000)]
    [InlineData("true", 315_576_000)]
    [InlineData(1, 315_576_000)]
    [InlineData("1", 315_576_000)]
    public async Task Returns_exactly_a_token_and_its_expiry(object? rememberMe, long lifetime)
    {
        var name = await Given.User(app.Rpc);
        var answer = await Rest.Post("/api/user/session", new { user = name, pass = Given.Password, rememberMe });
        Assert.Equal((201, "exp token"), (answer.Status, answer.Members));

        var session = await Rest.With(answer["token"].GetString()).Get("/api/user/session");
        Assert.Equal((200, "exp iat name sub"), (session.Status, session.Members));
        Assert.Equal(lifetime, session["exp"].GetInt64() - session["iat"].GetInt64());
        Assert.Equal(answer["exp"].GetInt64(), session["exp"].GetInt64());
        Assert.Equal((await app.FindUser(name))!.Id.ToString(), session["sub"].GetString());
    }

    [Fact]
    public async Task I_can_sign_in_with_my_email_address_in_any_case()
    {
        var name = await Given.User(app.Rpc, withEmail: true);
        Assert.Equal(201, (await Rest.Post("/api/session", new { user = Given.Email(name).ToUpperInvariant(), pass = Given.Password })).Status);
        Assert.Equal(201, (await Rest.Post("/api/session", new { username = name.ToUpperInvariant(), password = Given.Password })).Status);
    }

    [Fact]
    public async Task I_can_send_a_form()
    {
        var name = await Given.User(app.Rpc);
        Assert.Equal(201, (await Rest.PostForm("/api/user/session", new("user", name), new("pass", Given.Password), new("rememberMe", "false"))).Status);
        var multipart = $"--x\r\nContent-Disposition: form-data; name=\"user\"\r\n\r\n{name}\r\n--x\r\nContent-Disposition: form-data; name=\"pass\"\r\n\r\n{Given.Password}\r\n--x--\r\n";
        Assert.Equal(201, (await Rest.Raw(HttpMethod.Post, "/api/user/session", multipart, "multipart/form-data; boundary=x")).Status);
    }

    [Theory]
    [InlineData("", """["user","pass"]""")]
    [InlineData("{}", """["user","pass"]""")]
    [InlineData("[1]", """["user","pass"]""")]
    [InlineData("""{"user":""", """["user","pass"]""")]
    [InlineData("""{"user":"joe","pass":7}""", """["pass"]""")]
    [InlineData("""{"user":null,"pass":"joe","rememberMe":[]}""", """["user"]""")]
    public async Task Reports_missing_fields_and_wrong_types(string body, string fields)
    {
        var answer = await Rest.Raw(HttpMethod.Post, "/api/user/session", body);
        Assert.Equal((400, $$"""{"code":"MISSING_FIELDS_ERROR","message":"Missing Fields","fields":{{fields}}}"""), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Distinguishes_an_unknown_user_from_a_wrong_password_at_the_cost_of_one_hash()
    {
        var name = await Given.User(app.Rpc);
        var hashes = app.Passwords.Count;
        (await Rest.Post("/api/user/session", new { user = Given.Name(), pass = Given.Password })).IsError(404, "INVALID_USER_ERROR", "Invalid User");
        (await Rest.Post("/api/user/session", new { user = name, pass = "something else" })).IsError(401, "INVALID_PASSWORD_ERROR", "Invalid Password");
        Assert.Equal(2, app.Passwords.Count - hashes);
    }

    [Fact]
    public async Task Three_sign_ins_in_one_second_create_three_sessions()
    {
        var name = await Given.User(app.Rpc);
        var ids = new HashSet<long>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await Rest.SignIn(name)).Id);
        }

        Assert.Equal(3, ids.Count);
        Assert.True(ids.Max() - ids.Min() < 10);
    }

    [Fact]
    public async Task An_invalid_credential_does_not_prevent_a_sign_in()
    {
        var name = await Given.User(app.Rpc);
        Assert.Equal(201, (await Rest.With("garbage").Post("/api/user/session", new { user = name, pass = Given.Password })).Status);
    }

    [Theory]
    [InlineData(null, "curl/7.88.1", "curl/7.88.1")]
    [InlineData("laptop", "curl/7.88.1", "laptop")]
    [InlineData("", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0.4664.110 Safari/537.36", "Chrome v96.0.4664.110 on Windows 10")]
    [InlineData(null, null, "")]
    public async Task A_session_has_the_given_name_or_that_of_the_program(string? wanted, string? program, string name)
    {
        foreach (var header in (string[])["X-Token-Name", "X-Session-Name"])
        {
            var user = await Given.User(app.Rpc);
            var answer = await Rest.With(("User-Agent", program), (header, wanted)).Post("/api/user/session", new { user, pass = Given.Password });
            Assert.Equal(name, (await Rest.With(answer["token"].GetString()).Get("/api/user/session"))["name"].GetString());
        }
    }

    [Fact]
    public async Task I_can_register()
    {
        var name = Given.Name();
        var fields = new { username = name, email = Given.Email(name), password = Given.Password, repeatPassword = Given.Password };
        var answer = await Rest.Post("/api/user", fields);
        Assert.Equal((201, "exp token"), (answer.Status, answer.Members));

        var user = await Rest.With(answer["token"].GetString()).Get("/api/user");
        Assert.Equal("bannedAt createdAt displayName domain email id staff subdomain updatedAt username", user.Members);
        Assert.Equal((name, Given.Email(name), false), (user["username"].GetString(), user["email"].GetString(), user["staff"].GetBoolean()));
        (await Rest.Post("/api/user", fields)).IsError(409, "USER_EXISTS_ERROR", "User Already Exists");
        await app.Mail.Wait(Given.Email(name), "Confirm your email");
    }

    [Theory]
    [InlineData("u one", "u@example.com", Given.Password, Given.Password, "INVALID_USERNAME_ERROR", "Invalid Username")]
    [InlineData("12345", "u@example.com", Given.Password, Given.Password, "INVALID_USERNAME_ERROR", "Invalid Username")]
    [InlineData("uuuuu", "u.example.com", Given.Password, Given.Password, "INVALID_EMAIL_ERROR", "Invalid Email")]
    [InlineData("uuuuu", "u@example.com", Given.Password, "something else", "INVALID_PASSWORD_ERROR", "Invalid Password")]
    [InlineData("uuuuu", "u@example.com", "short", "short", "INVALID_PASSWORD_ERROR", "Invalid Password")]
    public async Task Reports_why_a_registration_is_refused(string username, string email, string password, string repeatPassword, string code, string message) =>
        (await Rest.Post("/api/user", new { username, email, password, repeatPassword })).IsError(400, code, message);

    [Fact]
    public async Task Refuses_registration_where_sign_up_is_closed()
    {
        await using var closed = new TestApp(app.Azurite);
        closed.Settings["SignUp:Enabled"] = "false";
        await closed.InitializeAsync();
        var fields = new { username = "uuuuu", email = "u@example.com", password = Given.Password, repeatPassword = Given.Password };
        (await new RestClient(closed.Http).Post("/api/user", fields)).IsError(403, "INSUFFICIENT_PERMISSIONS_ERROR", "Missing Permissions");
    }
}
