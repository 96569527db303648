using System.Text.Json;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Session;

[Trait("Category", "BlackBox")]
public sealed class SigninTests(Server server) : IClassFixture<Server>
{
    private RpcClient Rpc => server.Rpc;

    [Fact]
    public async Task I_can_sign_in_with_my_name_and_password()
    {
        var name = await Given.User(Rpc);
        var answer = await Rpc.Call("session/signin", new { username = name, password = Given.Password }, null);
        var data = answer.Data;
        Assert.Matches("^sls_[0-9A-Za-z]{54}$", data.GetProperty("token").GetString());
        Assert.Equal(["token", "auth", "settings"], data.EnumerateObject().Select(member => member.Name));
        Assert.Equal("{}", data.GetProperty("settings").GetRawText());
        var auth = data.GetProperty("auth");
        Assert.Equal(["user_id", "username", "permissions", "avatar"], auth.EnumerateObject().Select(member => member.Name));
        Assert.Matches("^[1-9][0-9]{2,}$", auth.GetProperty("user_id").GetString());
        Assert.Equal(name, auth.GetProperty("username").GetString());
        Assert.Equal("{}", auth.GetProperty("permissions").GetRawText());
        Assert.Equal("https://s.gravatar.com/avatar/4732e01b487869e3e6d42c2720468036?d=identicon", auth.GetProperty("avatar").GetString());
    }

    [Fact]
    public async Task I_can_sign_in_with_my_email_address_in_any_case()
    {
        var name = await Given.User(Rpc, withEmail: true);
        await Given.Session(Rpc, Given.Email(name).ToUpperInvariant());
        await Given.Session(Rpc, name.ToUpperInvariant());
        await Given.Session(Rpc, $"  {name} ");
    }

    [Fact]
    public async Task Each_sign_in_creates_its_own_session()
    {
        var name = await Given.User(Rpc);
        var first = await Given.Session(Rpc, name);
        var second = await Given.Session(Rpc, name);
        Assert.NotEqual(first.Token, second.Token);
        await first.Call("session/signout");
        Assert.Equal(-32801, (await first.Call("profile/read")).Status);
        Assert.Equal(200, (await second.Call("profile/read")).Status);
    }

    [Fact]
    public async Task Sign_in_without_credentials_returns_the_current_user_and_no_token()
    {
        var (name, client) = await Given.SignedInUser(Rpc);
        foreach (var answer in new[] { await client.Call("session/signin"), await client.Call("session/signin", null, null) })
        {
            Assert.Equal(200, answer.Status);
            Assert.False(answer.Data.TryGetProperty("token", out _));
            Assert.Equal(name, answer.Data.GetProperty("auth").GetProperty("username").GetString());
        }
    }

    [Fact]
    public async Task Sign_in_without_credentials_fails_for_an_anonymous_caller()
    {
        var answer = await Rpc.Call("session/signin");
        Assert.Equal((401, 401, "Not authenticated"), (answer.HttpStatus, answer.Status, answer.Text));
    }

    [Fact]
    public async Task An_invalid_token_does_not_prevent_a_sign_in()
    {
        var (name, client) = await Given.SignedInUser(Rpc);
        await client.Call("session/signout");
        Assert.Equal(200, (await client.Call("session/signin", new { username = name, password = Given.Password })).Status);
    }

    [Fact]
    public async Task An_unknown_user_and_a_wrong_password_get_the_same_response()
    {
        var name = await Given.User(Rpc);
        var wrong = await Rpc.Call("session/signin", new { username = name, password = "wrong" });
        var unknown = await Rpc.Call("session/signin", new { username = Given.Name(), password = "wrong" });
        var impossible = await Rpc.Call("session/signin", new { username = new string('/', 2000), password = "" });
        Assert.Equal((401, 401, "Not authenticated"), (wrong.HttpStatus, wrong.Status, wrong.Text));
        Assert.Equal(wrong.Body, unknown.Body);
        Assert.Equal(wrong.Body, impossible.Body);
    }

    [Theory]
    [InlineData("[\"*\"]", 200)]
    [InlineData("[\"user\"]", 200)]
    [InlineData("[\"admin\",\"user\"]", 200)]
    [InlineData("[\"admin\"]", 403)]
    [InlineData("[\"root\"]", 403)]
    [InlineData("[\"guest\"]", 403)]
    [InlineData("[]", 200)]
    public async Task A_client_can_require_one_of_several_permissions_at_sign_in(string permissions, int status)
    {
        var (name, client) = await Given.SignedInUser(Rpc);
        var required = JsonElement.Parse(permissions);
        var fresh = await Rpc.Call("session/signin", new { username = name, password = Given.Password }, required);
        var current = await client.Call("session/signin", null, required);
        Assert.Equal((status, status), (fresh.Status, current.Status));
        if (status == 403)
        {
            Assert.Equal("You are not authorized to access this area.", fresh.Text);
        }
    }

    [Theory]
    [InlineData("""[{"username":"a"}]""")]
    [InlineData("""[{"password":"a"}]""")]
    [InlineData("""[{"username":"a","password":"b","more":1}]""")]
    [InlineData("""[{"username":{},"password":"b"}]""")]
    [InlineData("""[[]]""")]
    [InlineData("""["a"]""")]
    public async Task Refuses_credentials_of_another_shape(string body)
    {
        var answer = await Rpc.Post("/api/v1/session/signin", body);
        Assert.Equal((-32808, """Parameter "credentials" is invalid"""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task Reports_several_invalid_parameters_at_once()
    {
        var answer = await Rpc.Post("/api/v1/session/signin", """["a","b"]""");
        Assert.Equal("""Parameter "credentials" is invalid; Parameter "signin_permissions" is invalid""", answer.Text);
    }
}
