using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Configuration;
using Serverless.Tests.Harness;
using Serverless.WorkerHosting;
using Serverless.WorkerHosting.Triggers;

namespace Serverless.Tests.WorkerHosting;

/// <summary>Tests that the stand-in runs queue and timer functions by the rules of the real host.</summary>
public sealed class TriggerRules(AzuriteFixture azurite)
{
    private readonly string _queue = TestApp.NewPrefix();

    [Fact]
    public async Task A_name_is_a_configuration_key_and_an_app_setting_with_two_underscores_is_one_with_a_colon()
    {
        var configuration = HostConfiguration.Of(new WorkerHostOptions { Directory = AppContext.BaseDirectory, Settings = new Dictionary<string, string> { ["A__B"] = "value", ["Empty"] = "" } });
        var names = new NameResolver(configuration);
        Assert.Equal("a value b", names.Resolve("a %A:B% b"));
        Assert.Throws<WorkerHostException>(() => names.Resolve("%A__B%"));
        Assert.Throws<WorkerHostException>(() => names.Resolve("%Empty%"));

        await using var worker = await FakeWorker.Start(("listen", Queue("%A__B%")));
        await using var triggers = new TriggerService(worker.Functions, configuration, new TriggerRun(worker.Channel), worker.Log);
        Assert.Contains("The 'listen' function is in error: '%A__B%' does not resolve to a value.", worker.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_is_base64_and_is_deleted_when_its_function_succeeds()
    {
        await using var worker = await FakeWorker.Start(("listen", Queue("%Q:Name%")));
        await using var triggers = new TriggerService(worker.Functions, Settings(), new TriggerRun(worker.Channel), worker.Log);
        await Client(_queue).CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
        await Client(_queue).SendMessageAsync(BinaryData.FromString("grüß"), cancellationToken: TestContext.Current.CancellationToken);
        await TestTimeout.Until(() => worker.Invocations.Count == 1, "The message did not run.");
        Assert.Equal("grüß", worker.Invocations[0].InputData[0].Data.String);
        Assert.Equal("1", worker.Invocations[0].TriggerMetadata["DequeueCount"].Json);
        await TestTimeout.Until(async () => await Count(_queue) == 0, "The message is still there.");
    }

    [Fact]
    public async Task A_message_that_fails_too_often_goes_to_the_poison_queue()
    {
        await using var worker = await FakeWorker.Start(("fail", Queue("%Q:Name%")));
        await using var triggers = new TriggerService(worker.Functions, Settings(), new TriggerRun(worker.Channel), worker.Log);
        await Client(_queue).CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
        await Client(_queue).SendMessageAsync(BinaryData.FromString("bad"), cancellationToken: TestContext.Current.CancellationToken);
        PeekedMessage[] poison = [];
        await TestTimeout.Until(
            async () => await Client($"{_queue}-poison").ExistsAsync() && (poison = await Client($"{_queue}-poison").PeekMessagesAsync(2)).Length > 0, "There is no poison message.");
        Assert.Equal("bad", Assert.Single(poison).Body.ToString());
        Assert.Equal(3, worker.Invocations.Count);
        await TestTimeout.Until(async () => await Count(_queue) == 0, "The message is still there.");
    }

    [Fact]
    public async Task A_monitored_timer_makes_up_for_missed_runs_and_stores_its_status()
    {
        var store = new TimerStatusStore(new BlobServiceClient(azurite.ConnectionString), _queue);
        var yesterday = TimeProvider.System.GetLocalNow().DateTime.AddDays(-1);
        await store.Write("tick", new TimerStatus(yesterday, yesterday.AddHours(1), yesterday));
        await using var worker = await FakeWorker.Start(("tick", new { name = "timer", type = "timerTrigger", direction = "In", schedule = "0 0 * * * *" }));
        await using (new TriggerService(worker.Functions, Settings(), new TriggerRun(worker.Channel), worker.Log))
        {
            await TestTimeout.Until(() => worker.Invocations.Count > 0, "The timer did not run.");
            Assert.Contains("\"IsPastDue\":true", worker.Invocations[0].InputData[0].Data.Json, StringComparison.Ordinal);
            await TestTimeout.Until(async () => (await store.Read("tick"))!.Last > yesterday, "The status is not stored.");
        }
    }

    [Theory]
    [InlineData("*/10 * * * * *", false)]
    [InlineData("00:00:30", false)]
    [InlineData("0 * * * * *", true)]
    [InlineData("5 * * * *", true)]
    public void A_timer_that_runs_more_than_once_a_minute_is_not_monitored(string schedule, bool isMonitored) =>
        Assert.Equal(isMonitored, new TimerSchedule(schedule).IsMonitored(new DateTime(2026, 1, 1)));

    [Fact]
    public void A_worker_is_started_with_current_and_older_arguments()
    {
        string[] expected =
        [
            "--host", "127.0.0.1", "--port", "1234", "--workerId", "w", "--requestId", "r", "--grpcMaxMessageLength", "2147483647", "--functions-uri", "http://127.0.0.1:1234/",
            "--functions-worker-id", "w", "--functions-request-id", "r", "--functions-grpc-max-message-length", "2147483647",
        ];
        Assert.Equal(expected, WorkerProcess.Arguments(new Uri("http://127.0.0.1:1234"), "w", "r"));
    }

    private static object Queue(string name) => new { name = "message", type = "queueTrigger", direction = "In", queueName = name };

    private IConfiguration Settings() => new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["AzureWebJobsStorage"] = azurite.ConnectionString,
        ["AzureFunctionsWebHost:hostid"] = _queue,
        ["AzureFunctionsJobHost:extensions:queues:maxDequeueCount"] = "3",
        ["AzureFunctionsJobHost:extensions:queues:maxPollingInterval"] = "00:00:00.200",
        ["Q:Name"] = _queue,
    }).Build();

    private QueueClient Client(string name) => new(azurite.ConnectionString, name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

    private async Task<int> Count(string queue) => (await Client(queue).GetPropertiesAsync()).Value.ApproximateMessagesCount;
}
