using System.Diagnostics;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Storage;

/// <summary>
/// Tests that unavailable storage costs availability, not correctness: callers get 503 with a retry time, in the response format of the family.
/// </summary>
public sealed class OutageTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task Calls_that_need_storage_get_503_with_a_retry_time()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        app.Faults.FailBefore(_ => true);
        foreach (var call in new Func<Task<RpcAnswer>>[]
        {
            () => client.Call("profile/read"),
            () => client.Call("test/test"),
            () => app.Rpc.Call("session/signin", new { username = name, password = Given.Password }),
            () => app.Rpc.Call("session/signup", new { username = Given.Name(), password = Given.Password }),
            () => app.Rpc.Call("session/send-password-reset-email", name),
        })
        {
            var answer = await call();
            Assert.Equal((503, 503, "Service Unavailable"), (answer.HttpStatus, answer.Status, answer.Text));
            Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        }

        Assert.Equal(200, (await app.Rpc.Call("test/test")).Status);
        app.Faults.Clear();
        Assert.Equal(200, (await client.Call("profile/read")).Status);
    }

    [Fact]
    public async Task The_healthcheck_reports_the_outage_and_caches_the_result_for_one_second()
    {
        app.Clock.Advance(TimeSpan.FromSeconds(2));
        app.Faults.FailBefore(_ => true);
        var down = await app.Rpc.Get("/api/healthcheck");
        Assert.Equal((503, 503), (down.HttpStatus, down.Status));
        Assert.NotNull(down.Headers.RetryAfter);
        app.Faults.Clear();

        await Task.Delay(TimeSpan.FromSeconds(1.1), TestContext.Current.CancellationToken);
        var up = await app.Rpc.Get("/api/healthcheck");
        Assert.Equal(200, up.Status);

        // At most one transaction for each second, complete or not, that the calls take.
        var (before, started) = (app.OwnTransactions, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.Rpc.Get("/api/healthcheck")));
        Assert.InRange(app.OwnTransactions - before, 0, 1 + (int)Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    [Fact]
    public async Task An_app_that_starts_without_storage_answers_and_recovers()
    {
        await using var late = new TestApp(app.Azurite);
        late.Faults.FailBefore(_ => true);
        await late.InitializeAsync();
        Assert.Equal(503, (await late.Rpc.Get("/api/healthcheck")).HttpStatus);
        Assert.Equal(200, (await late.Rpc.Call("test/test")).Status);
        Assert.Equal(503, (await late.Rpc.Call("session/signin", new { username = "root", password = TestApp.RootPassword })).HttpStatus);

        late.Faults.Clear();
        await TestTimeout.Until(async () => (await late.Rpc.Get("/api/healthcheck")).HttpStatus == 200, "The app did not recover.");
        await Given.Session(late.Rpc, "root", TestApp.RootPassword);
    }
}
