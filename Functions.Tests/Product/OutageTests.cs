using System.Diagnostics;
using Serverless.Measuring.Programs;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Product;

/// <summary>Tests the built product, in its own process, with storage that accepts connections and does not answer.</summary>
[Trait("Category", "BlackBox")]
public sealed class OutageTests(AzuriteFixture azurite)
{
    // A worker answers before storage is ready, and is stopped while its start waits. The first request has timed out once by then.
    [Fact]
    public async Task An_app_that_is_stopped_while_storage_hangs_ends_cleanly()
    {
        await using var proxy = await StorageProxy.Start(azurite.ConnectionString);
        proxy.Let(Outage.Hang);
        var (product, _) = await ProductProcess.Start([.. TestApp.Storage(azurite, TestApp.NewPrefix()), .. TestApp.ProductTimeouts, "--AzureWebJobsStorage=" + proxy.Of(azurite.ConnectionString)]);
        await using (product)
        {
            await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
            var (exitCode, took) = await product.Terminate();
            Assert.True(exitCode == 0, $"It ended with exit code {exitCode} after {took}.\n{product.Output}");
            Assert.DoesNotContain("Unhandled", product.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_app_that_starts_while_storage_hangs_recovers_and_prints_no_stack_trace()
    {
        await using var proxy = await StorageProxy.Start(azurite.ConnectionString);
        proxy.Let(Outage.Hang);
        var (product, address) = await ProductProcess.Start(
            [.. TestApp.Storage(azurite, TestApp.NewPrefix()), .. TestApp.ProductTimeouts, "--AzureWebJobsStorage=" + proxy.Of(azurite.ConnectionString), "--Root:Password=" + TestApp.RootPassword, "--RateLimits:Enabled=false"]);
        await using (product)
        {
            using var http = new HttpClient { BaseAddress = address };
            var rpc = new RpcClient(http);
            Assert.Equal(200, (await rpc.Call("test/test")).Status);
            var started = Stopwatch.GetTimestamp();
            var answer = await rpc.Call("session/signin", new { username = "root", password = TestApp.RootPassword });
            Assert.Equal(503, answer.HttpStatus);
            Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5 + 3));

            proxy.Let(Outage.None);
            await TestTimeout.Until(async () => (await rpc.Get("/api/healthcheck")).HttpStatus == 200, "The product did not recover.");
            using var patient = PatientHttp.Client(address);
            await Given.Session(new RpcClient(patient), "root", TestApp.RootPassword);

            // Another outage, while the app runs.
            proxy.Let(Outage.Hang);
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => rpc.Get("/api/healthcheck")));
            proxy.Let(Outage.None);
            await TestTimeout.Until(async () => (await rpc.Get("/api/healthcheck")).HttpStatus == 200, "The product did not recover.");
            Assert.Equal(0, (await product.Terminate()).ExitCode);
            Assert.DoesNotContain("   at ", product.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("Exception", product.Output, StringComparison.Ordinal);
        }
    }
}
