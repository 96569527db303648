using Azure.Core;
using Serverless.Domain.Audit;
using Serverless.Storage.Rows;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Email.Notices;

/// <summary>Tests that no crash, outage or setting loses the emails about an event, sends them twice, or lets a call wait for them.</summary>
public sealed class PendingEmailsTests(NoticeApp app) : IClassFixture<NoticeApp>
{
    private const string TokenCreated = "A new API token was created";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_instance_that_dies_after_a_change_leaves_its_emails_to_another()
    {
        var prefix = TestApp.NewPrefix();
        var clock = new TestClock();
        await using var survivor = new TestApp(app.Azurite) { Prefix = prefix, Clock = clock };
        await survivor.InitializeAsync();
        string name;
        await using (var dying = new TestApp(app.Azurite) { Prefix = prefix, Clock = clock })
        {
            await dying.InitializeAsync();
            (name, var client) = await Given.SignedInUser(dying.Rpc, withEmail: true);
            await Given.Confirmed(dying, name);
            Assert.Equal(200, (await client.Call("api-tokens/create", "t")).Status);
            await dying.FinishFollowUps();
            dying.Faults.DieAfterWrites(0); // its end copies nothing
            await Assert.ThrowsAnyAsync<Exception>(dying.CopyEvents);
        }

        Assert.DoesNotContain(survivor.Mail.All, mail => mail.Subject == TokenCreated);
        clock.Advance(CopyMissedEvents.Stale + TimeSpan.FromMinutes(1));
        await survivor.Get<CopyMissedEvents>().Run(Stop);
        await survivor.Mail.Wait(Given.Email(name), TokenCreated);
        await survivor.Get<CopyMissedEvents>().Run(Stop);
        Assert.Single(survivor.Mail.All, mail => mail.Subject == TokenCreated);
    }

    [Fact]
    public async Task A_queue_that_is_away_delays_no_call_and_loses_no_email()
    {
        var user = await Scenario.Create(app, app.OtherHttp);
        var attempts = 0;
        app.Faults.FailBefore(request => request.Method == RequestMethod.Post && request.Uri.ToString().Contains("-email/messages", StringComparison.Ordinal) && ++attempts > 0);
        Assert.Equal(200, (await user.Client.Call("api-tokens/create", "t")).Status);
        await app.FinishFollowUps();
        Assert.Equal(0, attempts); // the call does not even try
        await Assert.ThrowsAnyAsync<Exception>(app.CopyEvents);
        app.Faults.Clear();
        await app.SendNotices();
        Assert.Equal(TokenCreated, Assert.Single(app.EmailsTo(user.Email)).Subject);
    }

    [Fact]
    public async Task A_crash_before_the_row_is_deleted_sends_one_email()
    {
        var user = await Scenario.Create(app, app.OtherHttp);
        Assert.Equal(200, (await user.Client.Call("api-tokens/create", "t")).Status);
        app.Faults.FailBefore(request => request.Method == RequestMethod.Delete && request.Uri.ToString().Contains("emails", StringComparison.Ordinal));
        await Assert.ThrowsAnyAsync<Exception>(app.CopyEvents);
        app.Faults.Clear();
        await app.Mail.Wait(user.Email, TokenCreated);
        await app.SendNotices();
        Assert.Equal(TokenCreated, Assert.Single(app.EmailsTo(user.Email)).Subject);
        Assert.Empty(await app.Get<PendingEmailsRows>().OfUser(long.Parse(user.Id, null), Stop).ToListAsync(Stop));
    }

    [Fact]
    public async Task An_erasure_that_is_faster_than_the_copy_still_sends_the_emails()
    {
        var user = await Scenario.Create(app, app.OtherHttp);
        Assert.Equal(200, (await user.Client.Call("api-tokens/create", "t")).Status);
        Assert.Equal(1, (await user.Client.Call("profile/delete")).Rows);
        await app.Mail.Wait(user.Email, "Your account was deleted"); // the queue of erasures works at once
        await app.Mail.Wait(user.Email, TokenCreated);
        await app.SendNotices();
        Assert.Equal(2, app.EmailsTo(user.Email).Count);
    }

    [Fact]
    public async Task An_unavailable_mail_server_delays_no_call_and_loses_no_email()
    {
        await using var broken = new EmailDeliveryTests.App(app.Azurite);
        await broken.InitializeAsync();
        var (name, client) = await Given.SignedInUser(broken.Rpc, withEmail: true);
        await Given.Confirmed(broken, name);
        broken.Transport.Failures = 2;
        Assert.Equal(200, (await client.Call("api-tokens/create", "t")).Status);
        await broken.CopyEvents();
        await broken.Mail.Wait(Given.Email(name), TokenCreated);
        Assert.True(broken.Transport.Failures < 0);
    }

    [Fact]
    public async Task Without_notices_only_the_link_that_undoes_a_change_is_sent()
    {
        await using var quiet = new TestApp(app.Azurite) { Settings = { ["Email:SecurityNotices"] = "false", ["SignUp:SendConfirmation"] = "false" } };
        await quiet.InitializeAsync();
        var (name, client) = await Given.SignedInUser(quiet.Rpc, withEmail: true);
        await Given.Confirmed(quiet, name);
        Assert.Equal(200, (await client.Call("api-tokens/create", "t")).Status);
        Assert.Equal(200, (await client.Call("profile/set-password", NoticeScenarios.Password)).Status);
        Assert.Equal(1, (await client.Call("profile/set-email", (string?)null)).Rows);
        await quiet.CopyEvents();
        await quiet.Mail.Wait(Given.Email(name), NoticeScenarios.EmailChanged);
        Assert.Single(quiet.Mail.All);
        Assert.Empty(await quiet.Get<PendingEmailsRows>().OfUser((await quiet.FindUser(name))!.Id, Stop).ToListAsync(Stop));
    }
}
