using System.Diagnostics;
using System.Text.Json;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Product;

/// <summary>Tests the log of the built product with the standard settings of .NET.</summary>
public sealed class LogFormatTests(AzuriteFixture azurite)
{
    // Nothing listens on these ports, so every call that needs storage is logged.
    private const string NoStorage =
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;TableEndpoint=http://127.0.0.1:1/devstoreaccount1;QueueEndpoint=http://127.0.0.1:1/devstoreaccount1;";

    private const string Time = @"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z";

    private readonly string[] _settings = TestApp.Storage(azurite, TestApp.NewPrefix());

    [Fact]
    public async Task Every_entry_starts_with_the_time_and_is_one_line()
    {
        var (product, _) = await ProductProcess.Start(_settings);
        await using (product)
        {
            // The console writes asynchronously, so the line may appear after the ready message.
            await TestTimeout.Until(() => product.Output.Contains(" starts (commit", StringComparison.Ordinal), "The first line did not come.");
            Assert.Matches($@"(?m)^{Time} info: Serverless\.Startup\.StartLog\[401\] Serverless ", product.Output);
        }
    }

    [Fact]
    public async Task Systemd_format_writes_priorities()
    {
        var (product, _) = await ProductProcess.Start([.. _settings, "--Logging:Console:FormatterName=systemd"]);
        await using (product)
        {
            await TestTimeout.Until(() => product.Output.Contains(" starts (commit", StringComparison.Ordinal), "The first line did not come.");
            Assert.Matches(@"(?m)^<6>Serverless\.Startup\.StartLog\[401\] Serverless ", product.Output);
        }
    }

    [Fact]
    public async Task Levels_are_set_by_category()
    {
        var (product, _) = await ProductProcess.Start([.. _settings, "--Logging:LogLevel:Serverless.Startup=Error"]);
        await using (product)
        {
            Assert.DoesNotContain("StartLog", product.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Json_format_writes_valid_json_with_time_and_trace_on_every_line()
    {
        await using var product = ProductProcess.Launch("--Logging:Console:FormatterName=json", $"--AzureWebJobsStorage={NoStorage}");
        await TestTimeout.Until(() => product.Output.Contains("Ready at http", StringComparison.Ordinal), "It was not ready.");
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        var address = Entries(product).Select(entry => entry.GetProperty("State").TryGetProperty("Address", out var ready) ? ready.GetString() : null).OfType<string>().Single();
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/healthcheck") { Headers = { { "traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01" } } };
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(503, (int)response.StatusCode);
        await TestTimeout.Until(() => Entries(product).Any(entry => HasTrace(entry, trace)), "No entry has the trace of the call.");
        Assert.All(Entries(product), entry => Assert.Matches($"^{Time}$", entry.GetProperty("Timestamp").GetString()!));
    }

    private static bool HasTrace(JsonElement entry, string trace) =>
        entry.TryGetProperty("Scopes", out var scopes) && scopes.EnumerateArray().Any(scope =>
            scope.ValueKind == JsonValueKind.Object && scope.TryGetProperty("TraceId", out var id) && id.GetString() == trace);

    /// <summary>Returns the entries. Fails if a line is not JSON.</summary>
    private static List<JsonElement> Entries(ProductProcess product) =>
        [.. product.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
}
