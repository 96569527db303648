using Serverless.Domain.UserNames;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Admin.Users;

/// <summary>Tests inviting a user, from the call to the email to the first sign-in.</summary>
public sealed class InviteTests(TestApp app) : IClassFixture<TestApp>
{
    private const string Subject = "You are invited";
    private const string NewPassword = "another long and winding road";

    [Fact]
    public async Task The_link_of_an_invitation_sets_the_password_and_confirms_the_address()
    {
        var root = await Given.Root(app);
        var name = Given.Name();
        var invited = await root.Call("admin/users/invite", new { username = name, email = Given.Email(name).ToUpperInvariant(), permissions = new { admin = true } });
        Assert.Equal(["id", "name", "email", "permissions", "is_sent"], invited.Data.EnumerateObject().Select(member => member.Name));
        Assert.Equal((name, Given.Email(name), true), (invited.Data.GetProperty("name").GetString(), invited.Data.GetProperty("email").GetString(), invited.Data.GetProperty("is_sent").GetBoolean()));
        Assert.Equal("""{"admin":true}""", invited.Data.GetProperty("permissions").GetRawText());
        Assert.Equal(401, (await app.Rpc.Call("session/signin", new { username = name, password = "" })).Status);
        var before = (await app.FindUser(name))!;
        Assert.Equal((true, false, false, true), (before.Enabled, before.IsTemporary, before.EmailConfirmed, before.CanBeInvited)); // only temporary accounts are erased when unused

        var token = Mailbox.Token(await app.Mail.Wait(Given.Email(name), Subject));
        Assert.Equal(400, (await app.Rpc.Call("session/confirm-email-by-token", token)).Status);
        Assert.Equal(200, (await app.Rpc.Call("session/set-password-by-token", token, NewPassword)).Status);
        var client = await Given.Session(app.Rpc, name, NewPassword);
        Assert.True((await client.Call("profile/read")).Data.GetProperty("email_confirmed").GetBoolean());
        Assert.Null((await client.Call("notifications/read")).Data.GetString()); // the first password is no change
        Assert.Equal(404, (await app.Rpc.Call("session/set-password-by-token", token, NewPassword)).Status);
    }

    [Fact]
    public async Task The_user_name_is_the_email_address_if_none_is_given()
    {
        var root = await Given.Root(app);
        var email = Given.Email(Given.Name());
        Assert.Equal(email, (await root.Call("admin/users/invite", new { email })).Data.GetProperty("name").GetString());
        Assert.Equal((409, "User already exists"), await Refusal(root, new { email }));
        Assert.Equal((400, "User name length must be between 3 and 32 characters"), await Refusal(root, new { email = $"{new string('a', 40)}@example.com" }));
    }

    [Theory]
    [InlineData("""{"email":""}""", "Email is invalid")]
    [InlineData("""{"email":"nonsense","username":"a_user"}""", "Email is invalid")]
    [InlineData("""{"email":"ann@example.com","username":"bob@example.com"}""", "User name that is an email address must be the user's own email")]
    [InlineData("""{"email":"ann@example.com","permissions":{"x":true}}""", """Permissions: "x" are invalid""")]
    [InlineData("""{"username":"a_user"}""", """Parameter "fields" is invalid""")]
    public async Task An_invalid_invitation_creates_no_user(string fields, string text)
    {
        var answer = await (await Given.Root(app)).Post("/api/v1/admin/users/invite", $"[{fields}]");
        Assert.Equal(text, answer.Text);
        Assert.Null(await app.FindUser("a_user"));
        Assert.Null(await app.FindUser("ann@example.com"));
    }

    [Fact]
    public async Task An_invitation_can_be_sent_again_until_the_user_has_a_password()
    {
        var root = await Given.Root(app);
        var name = Given.Name();
        var id = (await root.Call("admin/users/invite", new { username = name, email = Given.Email(name) })).Data.GetProperty("id").GetString();
        var first = Mailbox.Token(await app.Mail.Wait(Given.Email(name), Subject));
        Assert.True((await root.Call("admin/users/read-factors", id)).Data.GetProperty("can_be_invited").GetBoolean());
        Assert.Equal(200, (await root.Call("admin/users/send-invitation", id)).Status);
        var second = Mailbox.Token(await app.Mail.Wait(Given.Email(name), Subject, count: 2));
        Assert.Equal(404, (await app.Rpc.Call("session/set-password-by-token", first, NewPassword)).Status);

        // Another person asks for a password reset. The invitation still works.
        Assert.Equal(200, (await app.Rpc.Call("session/send-password-reset-email", name)).Status);
        var reset = Mailbox.Token(await app.Mail.Wait(Given.Email(name), "Reset Password"));
        Assert.Equal(200, (await app.Rpc.Call("session/set-password-by-token", second, NewPassword)).Status);
        Assert.Equal(404, (await app.Rpc.Call("session/set-password-by-token", reset, NewPassword)).Status);

        var answer = await root.Call("admin/users/send-invitation", id);
        Assert.Equal((400, "User cannot be invited"), (answer.Status, answer.Text));
        var factors = (await root.Call("admin/users/read-factors", id)).Data;
        Assert.Equal((true, false), (factors.GetProperty("has_password").GetBoolean(), factors.GetProperty("can_be_invited").GetBoolean()));
        Assert.Equal(404, (await root.Call("admin/users/send-invitation", "99999999")).Status);
        Assert.Equal(400, (await root.Call("admin/users/send-invitation", "1")).Status);
    }

    [Fact]
    public async Task A_disabled_user_gets_no_invitation_and_the_link_stops_working()
    {
        var root = await Given.Root(app);
        var name = Given.Name();
        var id = (await root.Call("admin/users/invite", new { username = name, email = Given.Email(name) })).Data.GetProperty("id").GetString();
        var token = Mailbox.Token(await app.Mail.Wait(Given.Email(name), Subject));
        await root.Call("admin/users/set-enabled", id, false);
        Assert.Equal(400, (await root.Call("admin/users/send-invitation", id)).Status);
        Assert.Equal(404, (await app.Rpc.Call("session/set-password-by-token", token, NewPassword)).Status);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task A_crash_after_any_write_is_repaired_by_inviting_or_sending_again(int writes)
    {
        var root = await Given.Root(app);
        var name = Given.Name();
        object fields = new { username = name, email = Given.Email(name) };
        app.Faults.DieAfterWrites(writes);
        await root.Call("admin/users/invite", fields);
        app.Faults.Clear();
        app.Clock.Advance(Names.Lifetime); // reservations without a user expire
        var user = await app.FindUser(name);
        var again = user is null ? await root.Call("admin/users/invite", fields) : await root.Call("admin/users/send-invitation", user.Id.ToString(null, null));
        Assert.Equal(200, again.Status);
        await TestTimeout.Until(
            async () => (await app.Rpc.Call("session/set-password-by-token", Mailbox.Token(await app.Mail.Wait(Given.Email(name), Subject)), NewPassword)).Status == 200, "The link did not work.");
    }

    private static async Task<(int, string?)> Refusal(RpcClient root, object fields)
    {
        var answer = await root.Call("admin/users/invite", fields);
        return (answer.Status, answer.Text);
    }
}
