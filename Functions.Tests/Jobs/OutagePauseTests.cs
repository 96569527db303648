using System.Text.Json;
using Azure.Core;
using Serverless.Domain.Email;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Notifications;
using Serverless.Jobs.Queues;
using Serverless.Storage;
using Serverless.Tests.Harness;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Jobs;

/// <summary>Tables that are unavailable use up no attempt of a message: it goes back into its queue and rests there.</summary>
public sealed class OutagePauseTests(OutagePauseTests.App app) : IClassFixture<OutagePauseTests.App>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The product whose queues nobody listens to.</summary>
    public sealed class App : QuietApp
    {
        public App(AzuriteFixture azurite)
            : base(azurite)
        {
            Configure = Log.AddTo;
            ReadsQueues = false;
        }

        internal LogCapture Log { get; } = new();
    }

    [Fact]
    public async Task A_message_that_cannot_be_handled_comes_again_later()
    {
        var user = await app.FindUser(await Given.User(app.Rpc, withEmail: true));
        var email = JsonSerializer.Serialize(new EmailRequest(Ids.Random(), user!.Id, ActionPurpose.ConfirmEmail), EmailJson.Default.EmailRequest);
        var notification = JsonSerializer.Serialize(new NotificationBatch(1, app.Clock.GetUtcNow(), "Hello", "World", [user.Id]), NotificationJson.Default.NotificationBatch);
        var jobs = new (string Queue, string Message, Func<string, Task> Run)[]
        {
            ("email", email, message => app.Job<DeliverEmail>().Run(message, Stop)),
            ("erase", "100", message => app.Job<Erase>().Run(message, Stop)),
            ("notifications", notification, message => app.Job<SpreadNotification>().Run(message, Stop)),
        };
        app.Faults.FailBefore(IsOfTables);
        foreach (var (_, message, run) in jobs)
        {
            await run(message);
        }

        app.Faults.Clear();
        foreach (var (name, message, run) in jobs)
        {
            await IsHidden(name);
            await run(message); // again, as when it comes: nothing is doubled by the one that is in the queue
        }

        Assert.Equal(3, app.Log.Entries.Count(entry => entry.Contains(" 225: ", StringComparison.Ordinal)));
        Assert.DoesNotContain(app.Log.Entries, entry => entry.Contains("   at ", StringComparison.Ordinal));
        Assert.Single(app.Mail.All);
    }

    [Fact]
    public async Task When_the_queue_is_unavailable_too_the_host_shows_the_message_again()
    {
        app.Faults.FailBefore(_ => true);
        var job = app.Job<Erase>();
        await Assert.ThrowsAnyAsync<Exception>(() => job.Run("100", Stop));
        app.Faults.Clear();
    }

    [Fact]
    public async Task What_is_no_outage_uses_up_an_attempt()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => app.Get<OutagePause>().Run("deliver-email", () => throw new TimeoutException("a mail server"), _ => Task.CompletedTask, Stop));
    }

    private static bool IsOfTables(Request request) => request.Uri.ToString() is var uri && !uri.Contains("/messages", StringComparison.Ordinal);

    /// <summary>Checks that a queue has one message, which nobody sees before it is due.</summary>
    private async Task IsHidden(string queue)
    {
        var client = app.Get<StorageClients>().Queue($"{app.Prefix}-{queue}");
        Assert.Equal(1, (await client.GetPropertiesAsync(Stop)).Value.ApproximateMessagesCount);
        Assert.Empty((await client.ReceiveMessagesAsync(32, TimeSpan.FromSeconds(1), Stop)).Value);
    }
}
