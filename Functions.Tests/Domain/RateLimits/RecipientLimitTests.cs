using Serverless.Domain.Email;
using Serverless.Domain.EmailTokens;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.RateLimits;

/// <summary>Tests that a mailbox receives at most five emails in ten hours, whatever the purpose and the user name, from two instances together.</summary>
public sealed class RecipientLimitTests(AzuriteFixture azurite) : OnTwoInstances(prefix => new LimitedApp(azurite) { Prefix = prefix, Settings = { ["SignUp:SendConfirmation"] = "true" } })
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Emails_count_for_their_mailbox_whatever_the_purpose_and_spelling()
    {
        var local = Given.Name();
        string[] spellings = [$"{local}@xn--bcher-kva.example", $"{local}+1@xn--bcher-kva.example", $"{local}+2@xn--bcher-kva.example", $"{local}+3@xn--bcher-kva.example"];
        var requests = new List<EmailRequest>();
        foreach (var address in spellings)
        {
            var name = Given.Name();
            Assert.Equal(200, (await Apps[0].From().Call("session/signup", new { username = name, password = Given.Password, email = address })).Status);
            var id = (await Apps[0].FindUser(name))!.Id;
            requests.Add(new EmailRequest(Ids.Random(), id, ActionPurpose.ResetPassword));
            requests.Add(new EmailRequest(Ids.Random(), id, ActionPurpose.ConfirmEmail));
        }

        // Four emails of the sign-ups come through the queue. The following requests are made by other users, on both instances.
        await TestTimeout.Until(() => Emails(local) == 4, "The emails of the sign-ups did not come.");
        for (var i = 0; i < requests.Count; i++)
        {
            await Apps[i % 2].Get<EmailDelivery>().Run(requests[i], Stop);
            await Apps[i % 2].Get<EmailDelivery>().Run(requests[i], Stop); // a message that is delivered twice counts once
        }

        Assert.Equal(5, Emails(local));
        Array.ForEach(Apps, app => app.Clock.Advance(TimeSpan.FromHours(2.1)));
        await Apps[0].Get<EmailDelivery>().Run(requests[^1] with { Id = Ids.Random() }, Stop);
        await Apps[1].Get<EmailDelivery>().Run(requests[^2] with { Id = Ids.Random() }, Stop);
        Assert.Equal(6, Emails(local));
    }

    [Fact]
    public async Task Repeated_sign_ups_and_address_changes_email_a_mailbox_at_most_five_times()
    {
        var (local, sender) = (Given.Name(), LimitedApp.NewAddress());
        var target = $"{local}@example.com";
        for (var i = 0; i < 9; i++)
        {
            var name = Given.Name();
            Assert.Equal(200, (await Apps[i % 2].From(sender).Call("session/signup", new { username = name, password = Given.Password, email = target })).Status);
            var user = await Given.Session(Apps[i % 2].From(sender), name);
            await TestTimeout.Until(async () => (await Apps[0].FindUser(name))!.HandledMail.Length > 0 || i >= 5, "The email was not handled."); // five are allowed
            Assert.Equal(200, (await user.Call("profile/set-email", (string?)null)).Status);
        }

        await TestTimeout.Until(() => Emails(local) >= 5, "The emails did not come.");
        Assert.Equal(5, Emails(local));
    }

    private int Emails(string local) => Apps[0].Mail.All.Count(mail => mail.To.Mailboxes.Any(to => to.Address.StartsWith(local, StringComparison.Ordinal)));
}
