using System.Globalization;
using System.Text.RegularExpressions;
using Serverless.Domain.Notifications;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Email.Notices;

/// <summary>Tests that each security event gives one email with time, device and IP address, whichever call of whichever family causes it.</summary>
public sealed partial class EventNoticesTests(NoticeApp app) : IClassFixture<NoticeApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Calls { get; } = [.. NoticeScenarios.All.Keys];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Every_event_gives_one_email_with_its_facts(string call)
    {
        var user = await Scenario.Create(app, app.OtherHttp);
        var (subject, prepare) = NoticeScenarios.All[call];
        var act = await prepare(user);
        await app.SendNotices();
        var (before, began) = (app.EmailsTo(user.Email).Count, app.Clock.GetUtcNow());
        Assert.InRange(await act(), 200, 201);
        await app.SendNotices();
        await app.RepeatEvents();

        var email = Assert.Single(app.EmailsTo(user.Email).Skip(before));
        Assert.Equal(subject, email.Subject);
        var facts = Facts().Match(email.TextBody!.ReplaceLineEndings("\n"));
        Assert.True(facts.Success, email.TextBody);
        Assert.InRange(Time(facts.Groups[1].Value), began.AddSeconds(-1), app.Clock.GetUtcNow());
        var expected = subject == "Sign-in from a new device" ? ("Firefox v128.0 on Linux", NoticeApp.OtherAddress) : ("notice-test", NoticeApp.Address);
        Assert.Equal(expected, (facts.Groups[2].Value, facts.Groups[3].Value));
        if (!subject.StartsWith("Your account was ", StringComparison.Ordinal))
        {
            var notifications = await app.Get<NotificationStore>().Read(long.Parse(user.Id, null)).ToListAsync(Stop);
            Assert.Contains(subject, notifications.Select(notification => notification.Subject)); // the app shows the event, too
        }
    }

    [Fact]
    public async Task A_change_of_address_tells_the_old_and_the_new_address()
    {
        var user = await Scenario.Create(app, app.OtherHttp);
        var next = Given.Email(Given.Name());
        Assert.Equal(1, (await user.Client.Call("profile/set-email", next)).Rows);
        await app.SendNotices();
        Assert.Contains("#/undo-email-change/slu_", Assert.Single(app.EmailsTo(user.Email)).TextBody, StringComparison.Ordinal);
        var confirm = Assert.Single(app.EmailsTo(next));
        Assert.Equal("Confirm your email", confirm.Subject);

        Assert.Equal(1, (await app.Rpc.Call("session/confirm-email-by-token", Mailbox.Token(confirm))).Rows);
        await app.SendNotices();
        foreach (var address in new[] { user.Email, next })
        {
            var email = app.EmailsTo(address)[^1];
            Assert.Equal((2, NoticeScenarios.EmailChanged), (app.EmailsTo(address).Count, email.Subject));
            Assert.DoesNotContain("#/", email.TextBody, StringComparison.Ordinal);
        }

        Assert.Equal(1, (await app.Rpc.Call("session/undo-email-change", Mailbox.Token(app.EmailsTo(user.Email)[0]))).Rows);
        await app.SendNotices();
        Assert.Equal((3, 3), (app.EmailsTo(user.Email).Count, app.EmailsTo(next).Count));
        Assert.All([user.Email, next], address => Assert.Equal(NoticeScenarios.EmailChanged, app.EmailsTo(address)[^1].Subject));
    }

    [Fact]
    public async Task A_recovery_code_on_a_new_device_is_two_events()
    {
        var user = await Scenario.Create(app, app.OtherHttp);
        var (_, codes) = await FactorGiven.Totp(app, user.Client);
        await app.SendNotices();
        var reply = await user.OtherRest.Post("/sign_in", new { login = user.Name, password = Given.Password, otp = codes[0] });
        Assert.Equal(200, reply.Status);
        await app.SendNotices();
        Assert.Equal(["A recovery code was used", "Sign-in from a new device"], app.EmailsTo(user.Email).Skip(1).Select(email => email.Subject).Order());
    }

    [Fact]
    public async Task A_reset_by_email_confirms_the_address_and_is_told_once()
    {
        var name = await Given.User(app.Rpc, withEmail: true);
        await app.Rpc.Call("session/send-password-reset-email", name);
        var token = Mailbox.Token(await app.Mail.Wait(Given.Email(name), "Reset Password"));
        Assert.Equal(200, (await app.Rpc.Call("session/set-password-by-token", token, NoticeScenarios.Password)).Status);
        await app.SendNotices();
        Assert.Equal(["Reset Password", "Your password was changed"], app.EmailsTo(Given.Email(name)).Select(email => email.Subject));
    }

    [Fact]
    public async Task The_first_device_and_a_known_device_give_no_email()
    {
        var user = await Scenario.Create(app, app.OtherHttp);
        await Given.Session(app.Rpc, user.Name);
        await app.SendNotices();
        Assert.Empty(app.EmailsTo(user.Email));
    }

    [Fact]
    public async Task Nobody_gets_an_email_at_an_address_that_they_did_not_confirm()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        Assert.Equal(200, (await client.Call("api-tokens/create", "t")).Status);
        Assert.Equal(200, (await client.Call("profile/set-password", NoticeScenarios.Password)).Status);
        Assert.Equal(1, (await client.Call("profile/set-email", Given.Email(Given.Name()))).Rows);
        Assert.Equal(1, (await client.Call("profile/delete")).Rows);
        await app.SendNotices();
        Assert.Empty(app.EmailsTo(Given.Email(name)));
    }

    [Fact]
    public async Task Users_without_an_address_and_with_a_generated_one_get_no_email()
    {
        var before = app.Mail.All.Count;
        var (_, client) = await Given.SignedInUser(app.Rpc);
        Assert.Equal(200, (await client.Call("profile/set-password", NoticeScenarios.Password)).Status);
        var name = GeneratedAccount.Name();
        var generated = (await app.Get<CreateUser>().Run(new User { Id = 0, Name = name, Email = GeneratedAccount.Address(name), Created = default }, Stop))!;
        await app.Get<AccountStore>().Change(Actor.Nobody, generated.Id, change => change.User = change.User with { EmailConfirmed = true }, Stop);
        var root = await Given.Root(app);
        Assert.Equal(200, (await root.Call("admin/users/set-password", generated.Id.ToString(CultureInfo.InvariantCulture), NoticeScenarios.Password)).Status);
        await app.SendNotices();
        Assert.Equal(before, app.Mail.All.Count);
    }

    [Fact]
    public async Task The_email_goes_to_the_address_at_the_time_of_the_event()
    {
        var user = await Scenario.Create(app, app.OtherHttp);
        Assert.Equal(200, (await user.Client.Call("api-tokens/create", "t")).Status);
        var thief = Given.Email(Given.Name());
        await app.Get<AccountStore>().Change(Actor.Nobody, long.Parse(user.Id, null), change => change.User = change.User with { Email = thief }, Stop);
        await app.SendNotices();
        Assert.Contains(app.EmailsTo(user.Email), email => email.Subject == "A new API token was created");
        Assert.DoesNotContain(app.EmailsTo(thief), email => email.Subject == "A new API token was created");
    }

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.ParseExact(text, "d MMMM yyyy, HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    [GeneratedRegex("^Time: (.+) UTC\nDevice: (.+)\nIP address: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Facts();
}
