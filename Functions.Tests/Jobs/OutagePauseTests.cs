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

/// <summary>Tests that an outage of tables uses up no attempt of a message: the message is put back into its queue and becomes visible later.</summary>
public sealed class OutagePauseTests(OutagePauseTests.App app) : IClassFixture<OutagePauseTests.App>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The product without queue triggers.</summary>
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
    public async Task A_message_that_cannot_be_handled_is_delayed()
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
            await run(message); // run again, as when it is delivered again: the message in the queue duplicates nothing
        }

        Assert.Equal(3, app.Log.Entries.Count(entry => entry.Contains(" 225: ", StringComparison.Ordinal)));
        Assert.DoesNotContain(app.Log.Entries, entry => entry.Contains("   at ", StringComparison.Ordinal));
        Assert.Single(app.Mail.All);
    }

    [Fact]
    public async Task While_the_queue_is_unavailable_too_the_host_retries_the_message()
    {
        app.Faults.FailBefore(_ => true);
        var job = app.Job<Erase>();
        await Assert.ThrowsAnyAsync<Exception>(() => job.Run("100", Stop));
        app.Faults.Clear();
    }

    [Fact]
    public async Task Other_failures_use_up_an_attempt()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => app.Get<OutagePause>().Run("deliver-email", () => throw new TimeoutException("a mail server"), _ => Task.CompletedTask, Stop));
    }

    private static bool IsOfTables(Request request) => request.Uri.ToString() is var uri && !uri.Contains("/messages", StringComparison.Ordinal);

    /// <summary>Asserts that a queue has one message, which stays invisible until it is due.</summary>
    private async Task IsHidden(string queue)
    {
        var client = app.Get<StorageClients>().Queue($"{app.Prefix}-{queue}");
        Assert.Equal(1, (await client.GetPropertiesAsync(Stop)).Value.ApproximateMessagesCount);
        Assert.Empty((await client.ReceiveMessagesAsync(32, TimeSpan.FromSeconds(1), Stop)).Value);
    }
}
