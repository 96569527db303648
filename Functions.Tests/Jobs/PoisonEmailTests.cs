using Serverless.Domain.Email;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Jobs;

/// <summary>Tests that a message that cannot be handled is retried, then kept for an operator.</summary>
public sealed class PoisonEmailTests(PoisonEmailTests.App app) : IClassFixture<PoisonEmailTests.App>
{
    /// <summary>The product with few attempts.</summary>
    public sealed class App : TestApp
    {
        public App(AzuriteFixture azurite)
            : base(azurite)
        {
            Settings["AzureFunctionsJobHost:extensions:queues:maxDequeueCount"] = "2";
            Settings["AzureFunctionsJobHost:extensions:queues:visibilityTimeout"] = "00:00:00";
        }
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("null")]
    [InlineData("{}")]
    public async Task Records_an_email_that_cannot_be_sent(string message)
    {
        var options = app.Get<Microsoft.Extensions.Options.IOptions<EmailOptions>>().Value;
        var queue = app.Get<StorageClients>().Queue(options.Queue);
        await queue.SendMessageAsync(message, TestContext.Current.CancellationToken);

        await TestTimeout.Until(() => IsRecorded(message), "The message was not recorded.");
    }

    private async Task<bool> IsRecorded(string message) =>
        await app.Get<Tables>().Mail.Find("poison", Key.Encode(message), TestContext.Current.CancellationToken) is { } row && row.GetString("Message") == message;
}
