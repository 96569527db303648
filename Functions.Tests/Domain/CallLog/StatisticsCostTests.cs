using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Serverless.Domain.CallLog;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.CallLog;

/// <summary>Tests what the statistics cost when many instances write the log, and that no number of instances changes a count.</summary>
public sealed class StatisticsCostTests(AzuriteFixture azurite)
{
    private const int CallsOfBatch = 25;
    private const int Methods = 20;

    private static readonly DateTimeOffset Start = new(2026, 11, 17, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Measures the numbers of docs/design/call-log.md: each instance writes a batch every five seconds for almost 20 minutes, the longest time that is not final.</summary>
    [Theory(Explicit = true)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(64)]
    public async Task Measures_reads_of_the_statistics(int instances)
    {
        var (requests, bytes) = await Read(instances, batches: 239);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{instances} instances: {requests} requests, {bytes / 1024.0:N1} KiB"));
        Assert.InRange(requests, 1, 100);
    }

    [Fact]
    public async Task Reads_of_the_statistics_cost_the_same_with_any_number_of_instances_and_batches()
    {
        var (ofOne, ofMany) = (await Read(instances: 1, batches: 4), await Read(instances: 12, batches: 30));
        // The latest statistics, the watermark, the two time buckets that are not final, and later ones.
        Assert.Equal((5, 5), (ofOne.Requests, ofMany.Requests));
        Assert.InRange(ofMany.Bytes, 0, 12 * 4 * 1024);
    }

    private async Task<(long Requests, long Bytes)> Read(int instances, int batches)
    {
        var (clock, prefix) = (new FakeTimeProvider(Start), TestApp.NewPrefix());
        var logs = Enumerable.Range(0, instances).Select(_ => new LogInstance(azurite, prefix, clock)).ToList();
        await logs[0].Prepare();
        logs[0].Buffer.Add(new CallRecord("/v1/earlier", 0, Start.ToUnixTimeMilliseconds(), 0, 200, null, false));
        await logs[0].Flush.Run(Stop);
        clock.Advance(TimeSpan.FromMinutes(30));
        await logs[0].Series.Finalise(Stop);
        for (var batch = 0; batch < batches; batch++)
        {
            clock.Advance(Interval);
            foreach (var log in logs)
            {
                for (var i = 0; i < CallsOfBatch; i++)
                {
                    log.Buffer.Add(new CallRecord("/v1/admin/some-method-" + ((batch + i) % Methods), 0, clock.GetUtcNow().ToUnixTimeMilliseconds(), i, 200, null, false));
                }
            }

            await Task.WhenAll(logs.Select(log => log.Flush.Run(Stop)));
        }

        using var reader = new LogInstance(azurite, prefix, clock);
        await reader.Series.ReadLatest(Stop);
        var (requests, bytes) = (reader.Transactions.Count, reader.Received.Count);
        var (counts, _) = await reader.Series.ReadLatest(Stop);
        Assert.Equal((long)instances * batches * CallsOfBatch, counts.Methods.Where(method => method != "/v1/earlier").Sum(method => counts.Of(method).Values.Sum(count => count.Accepted)));
        logs.ForEach(log => log.Dispose());
        return (reader.Transactions.Count - requests, reader.Received.Count - bytes);
    }
}
