using Serverless.Api.Rpc.Protocol;
using System.Diagnostics;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Steps;
using Serverless.Domain.CallLog;
using Serverless.Domain.Users;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.CallLog;

/// <summary>Tests what logging adds to a running call.</summary>
public sealed class HotPathTests(TestApp app) : IClassFixture<TestApp>
{
    private const int Calls = 4_000;

    private static readonly CallRecord Call = new("/v1/test/test", 1, 1_763_000_000_000, 5, 200, null, false);

    [Fact]
    public void A_call_is_recorded_without_an_allocation()
    {
        using var buffer = new CallBuffer();
        var (allocated, best) = (long.MaxValue, TimeSpan.MaxValue);
        for (var round = 0; round < 20; round++)
        {
            var (before, started) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            for (var i = 0; i < Calls; i++)
            {
                buffer.Add(Call);
            }

            var took = Stopwatch.GetElapsedTime(started);
            (allocated, best) = (Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before), took < best ? took : best);
            buffer.Release(buffer.Take().Length);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{best.TotalNanoseconds / Calls:F0} ns a call");
        Assert.Equal(0, allocated);
    }

    [Fact]
    public async Task The_step_makes_no_storage_call_and_allocates_little()
    {
        var (step, buffer) = (app.Get<CallLogging>(), app.Get<CallBuffer>());
        var call = new RpcCall { MethodId = "/v1/test/test" };
        var result = Task.FromResult(Result.Unchanged);
        Next<RpcCall> done = (_, _) => result;
        var (allocated, best, transactions) = (long.MaxValue, TimeSpan.MaxValue, app.Transactions.Count);
        for (var round = 0; round < 20; round++)
        {
            var (before, started) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            for (var i = 0; i < Calls; i++)
            {
                await step.Invoke(call, done, CancellationToken.None);
            }

            var took = Stopwatch.GetElapsedTime(started);
            (allocated, best) = (Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before), took < best ? took : best);
            buffer.Release(buffer.Take().Length);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{best.TotalNanoseconds / Calls:F0} ns and {allocated / Calls} bytes a call");
        Assert.InRange(allocated / Calls, 0, 200);
        Assert.InRange(app.Transactions.Count - transactions, 0, 20); // of 80,000 calls: the timer of the rollup may run
    }

    [Fact]
    public void Packing_a_batch_of_calls_costs_microseconds_a_call()
    {
        var callers = Enumerable.Range(0, 1_000).Select(_ => Pseudonym.New()).ToArray();
        var calls = Enumerable.Range(0, CallBuffer.PageRows)
            .Select(i => new CallRecord("/v1/test/m" + (i % 20), callers[i % callers.Length], 1_763_000_000_000 + i, i % 50, i % 10 == 0 ? -32801 : 200, null, false)).ToArray();
        var (best, before) = (TimeSpan.MaxValue, GC.GetAllocatedBytesForCurrentThread());
        for (var round = 0; round < 10; round++)
        {
            var started = Stopwatch.GetTimestamp();
            var batch = Assert.Single(CallBatch.Pack(calls, () => "key"));
            var row = batch.ToRow(batch.LastBucket);
            var took = Stopwatch.GetElapsedTime(started);
            best = took < best ? took : best;
            Assert.Equal(CallBuffer.PageRows, batch.Calls);
            var bytes = row.Counts.Length + row.Calls!.Length;
            Assert.InRange(bytes / CallBuffer.PageRows, 0, 12);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{best.TotalNanoseconds / CallBuffer.PageRows:F0} ns and {(GC.GetAllocatedBytesForCurrentThread() - before) / 10 / CallBuffer.PageRows} bytes a call");
    }
}
