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
    public async Task I_can_sign_in_with_my_email_and_in_any_case()
    {
        var name = await Given.User(Rpc, withEmail: true);
        await Given.Session(Rpc, Given.Email(name).ToUpperInvariant());
        await Given.Session(Rpc, name.ToUpperInvariant());
        await Given.Session(Rpc, $"  {name} ");
    }

    [Fact]
    public async Task Each_sign_in_is_a_session_of_its_own()
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
    public async Task Without_credentials_I_learn_who_I_am_and_get_no_token()
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
    public async Task Without_credentials_a_guest_is_not_authenticated()
    {
        var answer = await Rpc.Call("session/signin");
        Assert.Equal((401, 401, "Not authenticated"), (answer.HttpStatus, answer.Status, answer.Text));
    }

    [Fact]
    public async Task A_dead_token_does_not_keep_me_from_signing_in()
    {
        var (name, client) = await Given.SignedInUser(Rpc);
        await client.Call("session/signout");
        Assert.Equal(200, (await client.Call("session/signin", new { username = name, password = Given.Password })).Status);
    }

    [Fact]
    public async Task I_cannot_tell_an_unknown_user_from_a_wrong_password()
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
    public async Task A_client_can_let_in_only_who_holds_one_of_its_permissions(string permissions, int status)
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
    public async Task Credentials_of_another_shape_are_invalid(string body)
    {
        var answer = await Rpc.Post("/api/v1/session/signin", body);
        Assert.Equal((-32808, """Parameter "credentials" is invalid"""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task Several_wrong_parameters_are_told_at_once()
    {
        var answer = await Rpc.Post("/api/v1/session/signin", """["a","b"]""");
        Assert.Equal("""Parameter "credentials" is invalid; Parameter "signin_permissions" is invalid""", answer.Text);
    }
}
