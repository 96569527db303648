using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Session;

[Trait("Category", "BlackBox")]
public sealed class SignupTests(Server server) : IClassFixture<Server>
{
    private RpcClient Rpc => server.Rpc;

    [Fact]
    public async Task A_new_user_has_the_given_values()
    {
        var name = Given.Name();
        var answer = await Rpc.Call("session/signup", new { username = name.ToUpperInvariant(), password = Given.Password, email = $" {name}@Example.COM", telegram_name = "T_" + name });
        Assert.Equal(200, answer.Status);
        var profile = (await (await Given.Session(Rpc, name)).Call("profile/read")).Data;
        Assert.Equal(name, profile.GetProperty("name").GetString());
        Assert.Equal($"{name}@example.com", profile.GetProperty("email").GetString());
        Assert.False(profile.GetProperty("email_confirmed").GetBoolean());
        Assert.Equal("t_" + name, profile.GetProperty("telegram_name").GetString());
    }

    [Fact]
    public async Task Ignores_undocumented_fields()
    {
        var name = Given.Name();
        var fields = new { username = name, password = Given.Password, id = 1, enabled = false, permissions = new { admin = true }, created = "2000-01-01", email_confirmed = true };
        Assert.Equal(200, (await Rpc.Call("session/signup", fields)).Status);
        var profile = (await (await Given.Session(Rpc, name)).Call("profile/read")).Data;
        Assert.NotEqual("1", profile.GetProperty("id").GetString());
        Assert.Equal("{}", profile.GetProperty("permissions").GetRawText());
    }

    [Theory]
    [InlineData("ab", "User name length must be between 3 and 32 characters")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "User name length must be between 3 and 32 characters")]
    [InlineData("a b c", "User name must contain letters, digits, \"_\", \"@\", \".\", \"-\" characters only")]
    [InlineData("имя", "User name must contain letters, digits, \"_\", \"@\", \".\", \"-\" characters only")]
    [InlineData("12345", "User name should not be a number")]
    [InlineData("1e5", "User name should not be a number")]
    [InlineData("-12", "User name should not be a number")]
    [InlineData("0b1cbb34-9d2f-4a39-a1a9-5b4f9fd5f0a6", "User name length must be between 3 and 32 characters")]
    [InlineData("0b1cbb349d2f4a39a1a95b4f9fd5f0a6", "User name should not look like UUID")]
    [InlineData("me@nowhere", "Email is invalid")]
    public async Task A_user_name_must_follow_the_rules(string name, string text)
    {
        var answer = await Rpc.Call("session/signup", new { username = name, password = Given.Password });
        Assert.Equal((400, 400, text), (answer.HttpStatus, answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("a@b")]
    [InlineData("a b@example.com")]
    [InlineData("a@example.com\r\nBcc: x@example.com")]
    [InlineData("<a@example.com>")]
    [InlineData("a@-example.com")]
    [InlineData("a..b@example.com")]
    [InlineData("ä@example.com")]
    public async Task An_email_address_must_be_valid(string email)
    {
        var answer = await Rpc.Call("session/signup", new { username = Given.Name(), password = Given.Password, email });
        Assert.Equal((400, "Email is invalid"), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("abcd", "Telegram user name length must be between 5 and 32 characters")]
    [InlineData("a-b-c-d", "Telegram user name must contain letters, digits and \"_\" only")]
    [InlineData("@abcde", "Telegram user name must contain letters, digits and \"_\" only")]
    public async Task A_telegram_name_must_follow_the_rules(string telegram, string text)
    {
        var answer = await Rpc.Call("session/signup", new { username = Given.Name(), password = Given.Password, telegram_name = telegram });
        Assert.Equal((400, text), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("1234567", "Password must contain at least 8 characters")]
    [InlineData("password1", "Password is too common")]
    public async Task A_password_must_follow_the_rules(string password, string text)
    {
        var answer = await Rpc.Call("session/signup", new { username = Given.Name(), password });
        Assert.Equal((400, text), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task Names_and_email_addresses_are_unique()
    {
        var name = await Given.User(Rpc, withEmail: true);
        foreach (var fields in new object[]
        {
            new { username = name, password = Given.Password },
            new { username = name.ToUpperInvariant(), password = Given.Password },
            new { username = Given.Name(), password = Given.Password, email = Given.Email(name) },
            new { username = Given.Email(name), password = Given.Password },
        })
        {
            var answer = await Rpc.Call("session/signup", fields);
            Assert.Equal((409, 409, "User already exists"), (answer.HttpStatus, answer.Status, answer.Text));
        }
    }

    [Fact]
    public async Task The_name_root_is_reserved()
    {
        Assert.Equal(409, (await Rpc.Call("session/signup", new { username = "ROOT", password = Given.Password })).Status);
    }

    [Fact]
    public async Task A_name_that_is_an_email_address_sets_the_email_address()
    {
        var address = Given.Email(Given.Name()[..12]);
        Assert.Equal(200, (await Rpc.Call("session/signup", new { username = address, password = Given.Password })).Status);
        var profile = (await (await Given.Session(Rpc, address)).Call("profile/read")).Data;
        Assert.Equal(address, profile.GetProperty("email").GetString());

        var other = await Rpc.Call("session/signup", new { username = Given.Email(Given.Name()[..12]), password = Given.Password, email = Given.Email(Given.Name()) });
        Assert.Equal(400, other.Status);
    }

    [Fact]
    public async Task An_account_without_a_password_can_be_opened_only_by_email()
    {
        var name = Given.Name();
        Assert.Equal(200, (await Rpc.Call("session/signup", new { username = name, password = "", email = Given.Email(name) })).Status);
        Assert.Equal(401, (await Rpc.Call("session/signin", new { username = name, password = "" })).Status);

        await Rpc.Call("session/send-password-reset-email", name);
        var token = Mailbox.Token(await server.Mail.Wait(Given.Email(name), "Reset Password"));
        Assert.Equal(200, (await Rpc.Call("session/set-password-by-token", token, Given.Password)).Status);
        await Given.Session(Rpc, name);
    }

    [Fact]
    public async Task An_account_with_only_a_name_can_be_opened_after_an_administrator_sets_a_password()
    {
        Assert.SkipWhen(server.RootPassword is null, "Needs root's password.");
        var name = Given.Name();
        Assert.Equal(200, (await Rpc.Call("session/signup", new { username = name })).Status);
        Assert.Equal(401, (await Rpc.Call("session/signin", new { username = name, password = "" })).Status);
        var root = await Given.Session(Rpc, "root", server.RootPassword!);
        Assert.Equal(200, (await root.Call("admin/users/set-password", name, Given.Password)).Status);
        await Given.Session(Rpc, name);
    }

    [Fact]
    public async Task One_of_many_concurrent_sign_ups_with_the_same_name_succeeds()
    {
        var name = Given.Name();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Rpc.Call("session/signup", new { username = name, password = Given.Password })));
        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(19, answers.Count(answer => answer.Status == 409));
        await Given.Session(Rpc, name);
    }
}
