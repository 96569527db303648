using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Profile;

[Trait("Category", "BlackBox")]
public sealed class ProfileTests(Server server) : IClassFixture<Server>
{
    private const string NewPassword = "another long and winding road";

    private RpcClient Rpc => server.Rpc;

    [Theory]
    [InlineData("profile/read")]
    [InlineData("profile/set-password")]
    [InlineData("profile/set-email")]
    [InlineData("profile/set-telegram-username")]
    [InlineData("profile/delete-sessions")]
    public async Task An_anonymous_caller_has_no_profile(string method) => Assert.Equal(-32801, (await Rpc.Post("/api/v1/" + method, "[]")).Status);

    [Fact]
    public async Task I_can_read_my_profile()
    {
        var (name, client) = await Given.SignedInUser(Rpc);
        var profile = (await client.Call("profile/read")).Data;
        Assert.Equal(["id", "name", "email", "email_confirmed", "telegram_name", "avatar", "locale", "permissions"], profile.EnumerateObject().Select(member => member.Name));
        Assert.Equal(name, profile.GetProperty("name").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, profile.GetProperty("email").ValueKind);
    }

    [Fact]
    public async Task A_new_password_ends_my_other_sessions_and_keeps_this_one()
    {
        var (name, client) = await Given.SignedInUser(Rpc);
        var other = await Given.Session(Rpc, name);
        var answer = await client.Call("profile/set-password", NewPassword);
        Assert.Equal($$"""{"password":"{{NewPassword}}"}""", answer.Data.GetRawText());
        Assert.Equal(200, (await client.Call("profile/read")).Status);
        Assert.Equal(-32801, (await other.Call("profile/read")).Status);
        Assert.Equal(401, (await Rpc.Call("session/signin", new { username = name, password = Given.Password })).Status);
        await Given.Session(Rpc, name, NewPassword);
    }

    [Fact]
    public async Task An_empty_password_is_replaced_by_a_generated_one_that_is_returned()
    {
        var (name, client) = await Given.SignedInUser(Rpc);
        var password = (await client.Call("profile/set-password", "")).Data.GetProperty("password").GetString()!;
        Assert.Matches("^[A-Za-z0-9_-]{22}$", password);
        await Given.Session(Rpc, name, password);
    }

    [Fact]
    public async Task A_password_is_required_and_must_follow_the_rules()
    {
        var (_, client) = await Given.SignedInUser(Rpc);
        Assert.Equal("Invalid number of parameters", (await client.Post("/api/v1/profile/set-password", "[]")).Text);
        Assert.Equal("Invalid number of parameters", (await client.Call("profile/set-password", "a", "b")).Text);
        Assert.Equal("""Parameter "password" is invalid""", (await client.Call("profile/set-password", new { })).Text);
        Assert.Equal((400, "Password must contain at least 8 characters"), await Refusal(client, "profile/set-password", "1234567"));
        Assert.Equal(400, (await client.Call("profile/set-password", new string('x', 5) + new string('y', 124))).Status);
    }

    [Fact]
    public async Task A_new_address_is_unconfirmed_and_invalidates_tokens_for_the_old_one()
    {
        var (name, client) = await Given.SignedInUser(Rpc, withEmail: true);
        var token = Mailbox.Token(await server.Mail.Wait(Given.Email(name), "Confirm your email"));
        var address = Given.Email(Given.Name());
        Assert.Equal(1, (await client.Call("profile/set-email", address.ToUpperInvariant())).Rows);
        var profile = (await client.Call("profile/read")).Data;
        Assert.Equal(address, profile.GetProperty("email").GetString());
        Assert.False(profile.GetProperty("email_confirmed").GetBoolean());
        Assert.Equal(404, (await Rpc.Call("session/confirm-email-by-token", token)).Status);
        await Given.Session(Rpc, address);
        Assert.Equal(401, (await Rpc.Call("session/signin", new { username = Given.Email(name), password = Given.Password })).Status);
    }

    [Fact]
    public async Task A_released_email_address_is_free_for_others()
    {
        var (name, client) = await Given.SignedInUser(Rpc, withEmail: true);
        var (_, other) = await Given.SignedInUser(Rpc);
        var taken = await other.Call("profile/set-email", Given.Email(name));
        Assert.Equal((409, 409), (taken.HttpStatus, taken.Status));
        Assert.Equal(1, (await client.Call("profile/set-email", [null])).Rows);
        Assert.Equal(1, (await other.Call("profile/set-email", Given.Email(name))).Rows);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("0")]
    [InlineData("false")]
    public async Task An_empty_address_removes_the_email_address(string empty)
    {
        var (_, client) = await Given.SignedInUser(Rpc, withEmail: true);
        Assert.Equal(1, (await client.Post("/api/v1/profile/set-email", $"[{empty}]")).Rows);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await client.Call("profile/read")).Data.GetProperty("email").ValueKind);
    }

    [Fact]
    public async Task Refuses_an_invalid_email_address()
    {
        var (_, client) = await Given.SignedInUser(Rpc);
        Assert.Equal((400, "Email is invalid"), await Refusal(client, "profile/set-email", "nonsense"));
        Assert.Equal((400, "Email is invalid"), await Refusal(client, "profile/set-email", 5));
    }

    [Fact]
    public async Task A_user_name_that_is_an_email_address_is_always_the_users_own()
    {
        var address = Given.Email(Given.Name()[..12]);
        await Rpc.Call("session/signup", new { username = address, password = Given.Password });
        var client = await Given.Session(Rpc, address);
        var other = Given.Email(Given.Name());
        Assert.Equal(200, (await client.Call("profile/set-email", other)).Status);
        Assert.Equal(other, (await client.Call("profile/read")).Data.GetProperty("name").GetString());
        await Given.Session(Rpc, other);
        Assert.Equal(401, (await Rpc.Call("session/signin", new { username = address, password = Given.Password })).Status);

        // The email address is free again for its owner.
        Assert.Equal(200, (await Rpc.Call("session/signup", new { username = address, password = Given.Password })).Status);
        const string refused = "User name that is an email address must be the user's own email";
        Assert.Equal((400, refused), await Refusal(client, "profile/set-email", ""));
        Assert.Equal((400, refused), await Refusal(client, "profile/set-email", new string('a', 30) + "@example.com")); // longer than a name may be
        Assert.Equal(other, (await client.Call("profile/read")).Data.GetProperty("email").GetString());
    }

    [Fact]
    public async Task A_telegram_name_is_set_in_lower_case_must_be_unique_and_can_be_removed()
    {
        var (name, client) = await Given.SignedInUser(Rpc);
        var (_, other) = await Given.SignedInUser(Rpc);
        Assert.Equal(1, (await client.Call("profile/set-telegram-username", "TG_" + name)).Rows);
        Assert.Equal("tg_" + name, (await client.Call("profile/read")).Data.GetProperty("telegram_name").GetString());
        Assert.Equal(409, (await other.Call("profile/set-telegram-username", "tg_" + name)).Status);
        Assert.Equal(400, (await client.Call("profile/set-telegram-username", "no")).Status);
        Assert.Equal(1, (await client.Call("profile/set-telegram-username", "")).Rows);
        Assert.Equal(1, (await other.Call("profile/set-telegram-username", "tg_" + name)).Rows);
    }

    [Fact]
    public async Task Deleting_sessions_ends_all_except_the_current_one()
    {
        var (name, client) = await Given.SignedInUser(Rpc);
        var others = new[] { await Given.Session(Rpc, name), await Given.Session(Rpc, name) };
        Assert.Equal(2, (await client.Call("profile/delete-sessions")).Rows);
        Assert.Equal(0, (await client.Call("profile/delete-sessions")).Rows);
        Assert.Equal(200, (await client.Call("profile/read")).Status);
        foreach (var other in others)
        {
            Assert.Equal(-32801, (await other.Call("profile/read")).Status);
        }
    }

    private static async Task<(int, string?)> Refusal(RpcClient client, string method, object parameter)
    {
        var answer = await client.Call(method, parameter);
        return (answer.Status, answer.Text);
    }
}
