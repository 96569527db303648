using Serverless.Domain.Email;
using Serverless.Domain.Email.Notices;
using Serverless.Domain.EmailTokens;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.RateLimits;

/// <summary>Tests that a mailbox gets five notices of one kind in ten hours, from two instances together, and that other emails have limits of their own.</summary>
public sealed class NoticeLimitTests(AzuriteFixture azurite) : OnTwoInstances(prefix => new LimitedApp(azurite) { Prefix = prefix })
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mailbox_gets_five_notices_of_a_kind_from_all_instances_whatever_the_spelling()
    {
        var local = Given.Name();
        for (var i = 0; i < 8; i++)
        {
            await Notify(i % 2, $"{local}{(i % 3 == 0 ? "" : $"+{i}")}@example.com", NoticeKind.TokenCreated);
        }

        Assert.Equal(5, Emails(local));
        await Notify(0, $"{local}@example.com", NoticeKind.PasswordChanged);
        Assert.Equal(6, Emails(local));
        Array.ForEach(Apps, app => app.Clock.Advance(TimeSpan.FromHours(2.1)));
        await Notify(0, $"{local}@example.com", NoticeKind.TokenCreated);
        await Notify(1, $"{local}@example.com", NoticeKind.TokenCreated);
        Assert.Equal(7, Emails(local));
    }

    [Fact]
    public async Task Notices_and_other_emails_do_not_use_up_the_limit_of_each_other()
    {
        var name = await Given.User(Apps[0].From(), withEmail: true);
        var (address, id) = (Given.Email(name), (await Apps[0].FindUser(name))!.Id);
        for (var i = 0; i < 7; i++)
        {
            await Notify(i % 2, address, NoticeKind.NewDevice);
        }

        Assert.Equal(5, Emails(name));
        for (var i = 0; i < 7; i++)
        {
            await Apps[i % 2].Get<EmailDelivery>().Run(new EmailRequest(Ids.Random(), id, ActionPurpose.ResetPassword), Stop);
        }

        Assert.Equal(10, Emails(name));
        await Notify(1, address, NoticeKind.PasswordChanged);
        Assert.Equal(11, Emails(name));
    }

    [Fact]
    public async Task A_message_that_is_delivered_twice_counts_once()
    {
        var local = Given.Name();
        for (var i = 0; i < 5; i++)
        {
            var request = Request($"{local}@example.com", NoticeKind.NewDevice);
            await Apps[0].Get<DeliverNotice>().Run(request, Stop);
            await Apps[1].Get<DeliverNotice>().Run(request, Stop);
        }

        Assert.Equal(5, Emails(local));
    }

    private Task Notify(int instance, string address, NoticeKind kind) => Apps[instance].Get<DeliverNotice>().Run(Request(address, kind), Stop);

    private EmailRequest Request(string address, NoticeKind kind) => new(Ids.Random(), 987_654_321, ActionPurpose.Notify, Notice: new(kind, Apps[0].Clock.GetUtcNow(), To: address));

    private int Emails(string local) => Apps[0].Mail.All.Count(mail => mail.To.Mailboxes.Any(to => to.Address.StartsWith(local, StringComparison.Ordinal)));
}
