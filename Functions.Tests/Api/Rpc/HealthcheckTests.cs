using System.Diagnostics;
using Serverless.Telemetry;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc;

/// <summary>Tests the reserved method <c>/healthcheck</c> (rpc.md 1.1). <see cref="Storage.OutageTests"/> tests how an outage ends.</summary>
public sealed class HealthcheckTests(TestApp app) : IClassFixture<TestApp>
{
    private static readonly TimeSpan Kept = TimeSpan.FromMilliseconds(1000);

    [Fact]
    public async Task Healthcheck_returns_an_ordinary_result_to_every_caller()
    {
        const string ok = """{"jsonrpc":"2.0","result":{"status":200,"status_text":"OK","exception":false}}""";
        Assert.Equal((200, ok), Answer(await app.Rpc.Get("/api/healthcheck")));
        Assert.Equal((200, ok), Answer(await app.Rpc.Get("/healthcheck")));
        Assert.Equal((200, ok), Answer(await app.Rpc.Post("/api/healthcheck", "[]")));
        Assert.Equal(
            (200, """{"jsonrpc":"2.0","result":{"status":200,"status_text":"OK","exception":false},"id":2}"""),
            Answer(await app.Rpc.Post("/api", """{"jsonrpc":"2.0","method":"/healthcheck","id":2}""")));
        Assert.Equal("Method require no parameters", (await app.Rpc.Post("/api/healthcheck", "[1]")).Text);
    }

    [Fact]
    public async Task Only_administrators_see_the_running_version()
    {
        var root = await Given.Root(app);
        var version = (await root.Get("/api/healthcheck")).Data;
        Assert.Equal((ProductVersion.Number, ProductVersion.Commit), (version.GetProperty("version").GetString(), version.GetProperty("commit").GetString()));
        var (_, user) = await Given.SignedInUser(app.Rpc);
        Assert.DoesNotContain("version", (await user.Get("/api/healthcheck")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Healthcheck_is_cached_for_a_second_and_then_reports_that_storage_is_down()
    {
        var (elapsed, second) = (Kept, (RpcAnswer?)null);
        while (elapsed >= Kept) // repeat on a machine too busy to ask twice within a second
        {
            app.Clock.Advance(Kept);
            var started = Stopwatch.GetTimestamp();
            Assert.Equal(200, (await app.Rpc.Get("/api/healthcheck")).Status);
            app.Faults.FailBefore(_ => true);
            second = await app.Rpc.Get("/api/healthcheck");
            elapsed = Stopwatch.GetElapsedTime(started);
            app.Faults.Clear();
        }

        Assert.Equal(200, second!.Status);

        app.Clock.Advance(Kept);
        app.Faults.FailBefore(_ => true);
        var down = await app.Rpc.Get("/api/healthcheck");
        app.Faults.Clear();
        Assert.Equal((503, """{"jsonrpc":"2.0","error":{"code":503,"message":"Service Unavailable","data":{"exception":false,"meta":{"reason":"service_unavailable"}}}}"""), Answer(down));
        Assert.True(down.Headers.RetryAfter?.Delta > TimeSpan.Zero);

        app.Clock.Advance(Kept);
        Assert.Equal(200, (await app.Rpc.Get("/api/healthcheck")).Status);
    }

    private static (int, string) Answer(RpcAnswer answer) => (answer.HttpStatus, answer.Body);
}
