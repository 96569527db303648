using Serverless.Domain.Email;
using Serverless.Domain.Email.Notices;
using Serverless.Domain.EmailTokens;
using Serverless.Jobs.Timers;
using Serverless.Storage;
using Serverless.Storage.Rows;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Email.Notices;

/// <summary>Tests that a notice is sent once, although events and queues deliver at least once, and that it needs no user.</summary>
public sealed class DeliverNoticeTests(EmailDeliveryTests.App app) : IClassFixture<EmailDeliveryTests.App>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DeliverNotice Deliver => app.Get<DeliverNotice>();

    [Fact]
    public async Task A_message_delivered_three_times_sends_one_email()
    {
        var (address, request) = Request();
        for (var i = 0; i < 3; i++)
        {
            await Deliver.Run(request, Stop);
        }

        Assert.Equal("Your password was changed", Assert.Single(Mails(address)).Subject);
    }

    [Fact]
    public async Task Concurrent_runs_send_one_email()
    {
        var (address, request) = Request();
        await EmailDeliveryTests.DeliverAtOnce(() => Deliver.Run(request, Stop));
        Assert.Single(Mails(address));
    }

    [Fact]
    public async Task A_run_that_crashes_at_any_write_leads_to_one_email()
    {
        for (var writes = 0; ; writes++)
        {
            var (address, request) = Request();
            app.Faults.DieAfterWrites(writes);
            var crash = await Record.ExceptionAsync(() => Deliver.Run(request, Stop));
            app.Faults.Clear();
            if (crash is null)
            {
                Assert.InRange(writes, 2, 10);
                return;
            }

            app.Clock.Advance(EmailDelivery.ClaimTime);
            await Deliver.Run(request, Stop);
            await Deliver.Run(request, Stop);
            Assert.Single(Mails(address));
        }
    }

    [Fact]
    public async Task A_run_that_fails_to_send_is_repeated_at_once()
    {
        var (address, request) = Request();
        app.Transport.Failures = 1;
        await Assert.ThrowsAsync<IOException>(() => Deliver.Run(request, Stop));
        Assert.Empty(Mails(address));
        await Deliver.Run(request, Stop);
        Assert.Single(Mails(address));
    }

    [Fact]
    public async Task The_email_has_the_recipient_and_the_facts_of_the_request_and_the_stored_name()
    {
        var name = await Given.User(app.Rpc);
        var (address, request) = Request((await app.FindUser(name))!.Id);
        await Deliver.Run(request, Stop);
        var email = Assert.Single(Mails(address));
        Assert.StartsWith($"Hello {name},", email.TextBody, StringComparison.Ordinal);
        Assert.Contains("IP address: 192.0.2.7", email.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_row_that_prevents_a_second_email_is_deleted_after_a_week()
    {
        var (_, request) = Request();
        await Deliver.Run(request, Stop);
        Assert.NotNull(await app.Get<EmailClaimRows>().Find(request.Id, Stop));
        app.Clock.Advance(TimeSpan.FromDays(7) + TimeSpan.FromHours(1));
        await app.Job<DeleteExpiredLimits>().Run(new(), Stop);
        Assert.Null(await app.Get<EmailClaimRows>().Find(request.Id, Stop));
    }

    private (string Address, EmailRequest Request) Request(long userId = 987_654_321)
    {
        var address = Given.Email(Given.Name());
        return (address, new(Ids.Random(), userId, ActionPurpose.Notify, Notice: new(NoticeKind.PasswordChanged, app.Clock.GetUtcNow(), "curl/8", "192.0.2.7", address)));
    }

    private List<MimeKit.MimeMessage> Mails(string address) => [.. app.Mail.All.Where(mail => mail.To.Mailboxes.Any(to => to.Address == address))];
}
