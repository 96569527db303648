using Serverless.Tests.Harness;

namespace Serverless.Tests.Product;

/// <summary>Tests that a worker of the Functions host that cannot start logs the reason in one sentence.</summary>
public sealed class WorkerStartTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData("--AzureWebJobsStorage=", "The setting AzureWebJobsStorage is missing: set it to a storage connection string")]
    [InlineData("--AzureWebJobsStorage=nonsense", "AzureWebJobsStorage is not a storage connection string: it must be as in")]
    [InlineData("--Session:LifetimeDays=0.5", "Session__LifetimeDays is \"0.5\"; it must be an integer from 1 to 3650.")]
    [InlineData("--APPLICATIONINSIGHTS_CONNECTION_STRING=nonsense", "APPLICATIONINSIGHTS_CONNECTION_STRING is not a connection string of Application Insights")]
    public async Task A_wrong_setting_stops_the_start_with_one_sentence(string setting, string sentence)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => ProductProcess.StartWorker([.. TestApp.Storage(azurite, TestApp.NewPrefix()), setting]));
        Assert.Contains("exit code 1", refused.Message, StringComparison.Ordinal);
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Message, StringComparison.Ordinal);
    }
}
