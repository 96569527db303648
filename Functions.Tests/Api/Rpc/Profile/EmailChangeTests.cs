using System.Text.Json;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Jobs.Timers;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Profile;

/// <summary>Tests changes of an email address: which address is in force, who is notified, and how the owner undoes the change.</summary>
public sealed class EmailChangeTests(TestApp app) : IClassFixture<TestApp>
{
    private const string Confirm = "Confirm your email";
    private const string Changed = "Your email address was changed";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_confirmed_email_address_stays_in_force_until_the_new_one_is_confirmed()
    {
        var (name, client) = await Confirmed();
        var (old, next) = (Given.Email(name), Given.Email(Given.Name()));
        Assert.Equal(1, (await client.Call("profile/set-email", next)).Rows);
        Assert.Equal((next, false), await Shown(client));
        await Given.Session(app.Rpc, old);
        Assert.Equal(401, (await app.Rpc.Call("session/signin", new { username = next, password = Given.Password })).Status);

        // A password reset uses the old address.
        Assert.Equal(200, (await app.Rpc.Call("session/send-password-reset-email", name)).Status);
        await app.Mail.Wait(old, "Reset Password");
        Assert.DoesNotContain(app.Mail.All, mail => mail.Subject == "Reset Password" && mail.To.Mailboxes.Any(to => to.Address == next));

        // No other user can have either of them.
        var (_, other) = await Given.SignedInUser(app.Rpc);
        Assert.Equal(409, (await other.Call("profile/set-email", next)).Status);
        Assert.Equal(409, (await other.Call("profile/set-email", old)).Status);

        Assert.Equal(200, (await app.Rpc.Call("session/confirm-email-by-token", await Token(next, Confirm))).Status);
        Assert.Equal((next, true), await Shown(client));
        await Given.Session(app.Rpc, next);
        Assert.Equal(401, (await app.Rpc.Call("session/signin", new { username = old, password = Given.Password })).Status);
    }

    [Fact]
    public async Task Both_addresses_get_an_email_and_the_new_one_gets_another_on_demand()
    {
        var (name, client) = await Confirmed();
        var next = Given.Email(Given.Name());
        Assert.Equal(1, (await client.Call("profile/set-email", next)).Rows);
        await app.CopyEvents();
        Assert.Contains("#/undo-email-change/slu_", (await app.Mail.Wait(Given.Email(name), Changed)).TextBody, StringComparison.Ordinal);
        var first = await Token(next, Confirm);
        // One after the other: of two emails that are sent at once, either can be the last.
        Assert.Equal(200, (await app.Rpc.Call("session/send-confirmation-email", name)).Status);
        await app.Mail.Wait(next, Confirm, count: 2);
        Assert.Equal(200, (await app.Rpc.Call("session/send-confirmation-email", next)).Status);
        var last = Mailbox.Token(await app.Mail.Wait(next, Confirm, count: 3));
        Assert.Equal(404, (await app.Rpc.Call("session/confirm-email-by-token", first)).Status);
        Assert.Equal(200, (await app.Rpc.Call("session/confirm-email-by-token", last)).Status);
    }

    [Fact]
    public async Task An_unconfirmed_address_is_replaced_at_once_and_gets_no_email()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        var next = Given.Email(Given.Name());
        Assert.Equal(1, (await client.Call("profile/set-email", next)).Rows);
        await Given.Session(app.Rpc, next);
        await app.CopyEvents();
        await app.Mail.Wait(next, Confirm);
        Assert.DoesNotContain(app.Mail.All, mail => mail.Subject == Changed && mail.To.Mailboxes.Any(to => to.Address == Given.Email(name)));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Undoing_a_change_from_the_old_address_ends_all_sessions(bool isConfirmedMeanwhile, bool isRemoved)
    {
        var (name, client) = await Confirmed();
        var (old, next) = (Given.Email(name), Given.Email(Given.Name()));
        var token = app.Rpc.With((await client.Call("api-tokens/create", "t")).Data.GetProperty("token").GetString());
        Assert.Equal(1, (await client.Call("profile/set-email", isRemoved ? null : next)).Rows);
        var undo = await Token(old, Changed);
        if (isConfirmedMeanwhile && !isRemoved)
        {
            Assert.Equal(200, (await app.Rpc.Call("session/confirm-email-by-token", await Token(next, Confirm))).Status);
            Assert.Equal(1, (await client.Call("profile/set-password", "the thief's idea of a password")).IsSuccess ? 1 : 0);
        }

        // The repair job keeps the old address reserved for its owner.
        await new RepairNames(app.Get<Names>(), Microsoft.Extensions.Logging.Abstractions.NullLogger<RepairNames>.Instance).Run(new(), Stop);
        Assert.Equal(1, (await app.Rpc.Call("session/undo-email-change", undo)).Rows);
        Assert.Equal(404, (await app.Rpc.Call("session/undo-email-change", undo)).Status);
        Assert.Equal(-32801, (await client.Call("profile/read")).Status);
        Assert.Equal(-32801, (await token.Call("profile/read")).Status);
        var user = (await app.FindUser(old))!;
        Assert.Equal((old, null, true), (user.Email, user.PendingEmail, user.EmailConfirmed));
        Assert.Null(await app.FindUser(next));
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = Given.Name(), email = next, password = Given.Password })).Status);
    }

    [Fact]
    public async Task A_thief_cannot_displace_the_owners_undo_link()
    {
        var (name, client) = await Confirmed();
        var old = Given.Email(name);
        string? undo = null;
        for (var i = 0; i < 6; i++)
        {
            var next = Given.Email(Given.Name());
            Assert.Equal(1, (await client.Call("profile/set-email", next)).Rows);
            undo ??= await Token(old, Changed);
            Assert.Equal(200, (await app.Rpc.Call("session/confirm-email-by-token", await Token(next, Confirm))).Status);
        }

        Assert.Equal(1, (await app.Rpc.Call("session/undo-email-change", undo)).Rows);
        var user = (await app.FindUser(old))!;
        Assert.Equal((name, old, 0, 0), (user.Name, user.Email, user.FormerEmails.Length, user.Actions.Length));
    }

    [Fact]
    public async Task A_change_can_be_undone_for_seven_days()
    {
        await using var slow = new TestApp(app.Azurite);
        await slow.InitializeAsync();
        var (name, client) = await Confirmed(slow);
        Assert.Equal(1, (await client.Call("profile/set-email", Given.Email(Given.Name()))).Rows);
        await slow.CopyEvents();
        var undo = Mailbox.Token(await slow.Mail.Wait(Given.Email(name), Changed));
        slow.Clock.Advance(TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1));
        Assert.Equal(404, (await slow.Rpc.Call("session/undo-email-change", undo)).Status);
    }

    [Fact]
    public async Task A_name_equal_to_the_email_address_changes_when_the_new_address_is_confirmed()
    {
        var address = Given.Email(Given.Name()[..12]);
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = address, password = Given.Password })).Status);
        Assert.Equal(200, (await app.Rpc.Call("session/confirm-email-by-token", await Token(address, Confirm))).Status);
        var client = await Given.Session(app.Rpc, address);
        var next = Given.Email(Given.Name()[..12]);
        Assert.Equal(1, (await client.Call("profile/set-email", next)).Rows);
        Assert.Equal(address, (await client.Call("profile/read")).Data.GetProperty("name").GetString());
        Assert.Equal(200, (await app.Rpc.Call("session/confirm-email-by-token", await Token(next, Confirm))).Status);
        Assert.Equal(next, (await client.Call("profile/read")).Data.GetProperty("name").GetString());
        Assert.Null(await app.FindUser(address));
    }

    [Fact]
    public async Task The_owner_of_an_email_address_can_refuse_an_account_that_uses_it()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        var token = await Token(Given.Email(name), Confirm);
        Assert.Equal(1, (await app.Rpc.Call("session/refuse-email-by-token", token)).Rows);
        Assert.Equal(404, (await app.Rpc.Call("session/refuse-email-by-token", token)).Status);
        Assert.Equal(404, (await app.Rpc.Call("session/confirm-email-by-token", token)).Status);
        Assert.Equal(-32801, (await client.Call("profile/read")).Status);
        Assert.Null((await app.FindUser(name))!.Email);
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = Given.Name(), email = Given.Email(name), password = Given.Password })).Status);
    }

    [Fact]
    public async Task Refusing_an_email_address_also_removes_it_from_the_user_name()
    {
        var address = Given.Email(Given.Name()[..12]);
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = address, password = Given.Password })).Status);
        var id = (await app.FindUser(address))!.Id;
        Assert.Equal(1, (await app.Rpc.Call("session/refuse-email-by-token", await Token(address, Confirm))).Rows);
        var user = (await app.Get<AccountStore>().Read(id, Stop))!;
        Assert.Null(user.Email);
        Assert.DoesNotContain('@', user.Name);
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = address, password = Given.Password })).Status);
    }

    [Fact]
    public async Task Refusing_a_new_address_keeps_the_confirmed_one()
    {
        var (name, client) = await Confirmed();
        var next = Given.Email(Given.Name());
        Assert.Equal(1, (await client.Call("profile/set-email", next)).Rows);
        Assert.Equal(1, (await app.Rpc.Call("session/refuse-email-by-token", await Token(next, Confirm))).Rows);
        var user = (await app.FindUser(name))!;
        Assert.Equal((Given.Email(name), null, true), (user.Email, user.PendingEmail, user.EmailConfirmed));
    }

    [Fact]
    public async Task Erasing_a_user_frees_their_former_addresses()
    {
        var (name, client) = await Confirmed();
        var next = Given.Email(Given.Name());
        Assert.Equal(1, (await client.Call("profile/set-email", next)).Rows);
        Assert.Equal(200, (await app.Rpc.Call("session/confirm-email-by-token", await Token(next, Confirm))).Status);
        var root = await Given.Root(app);
        Assert.Equal(200, (await root.Call("admin/users/delete", $"{(await app.FindUser(name))!.Id}")).Status);
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = Given.Name(), email = Given.Email(name), password = Given.Password })).Status);
    }

    private Task<(string Name, RpcClient Client)> Confirmed() => Confirmed(app);

    private static async Task<(string Name, RpcClient Client)> Confirmed(TestApp where)
    {
        var (name, client) = await Given.SignedInUser(where.Rpc, withEmail: true);
        var token = Mailbox.Token(await where.Mail.Wait(Given.Email(name), Confirm));
        Assert.Equal(200, (await where.Rpc.Call("session/confirm-email-by-token", token)).Status);
        return (name, client);
    }

    private async Task<string> Token(string address, string subject)
    {
        await app.CopyEvents();
        return Mailbox.Token(await app.Mail.Wait(address, subject));
    }

    private static async Task<(string?, bool)> Shown(RpcClient client)
    {
        var profile = (await client.Call("profile/read")).Data;
        return (profile.GetProperty("email") is { ValueKind: JsonValueKind.String } email ? email.GetString() : null, profile.GetProperty("email_confirmed").GetBoolean());
    }
}
