using System.Collections.Concurrent;
using Azure.Data.Tables;
using Microsoft.Extensions.Time.Testing;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Storage;

public sealed class TableSweepTests(QuietApp app) : IClassFixture<QuietApp>
{
    private const int Rows = 2500; // three pages

    private readonly string _partition = $"swept;{Guid.NewGuid():N}";
    private readonly string _job = $"job;{Guid.NewGuid():N}";
    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private TableClient Table => app.Get<Tables>().Names;

    [Fact]
    public async Task A_run_that_takes_too_long_is_continued_by_the_next_one_in_another_process()
    {
        await AddRows();
        var seen = new ConcurrentBag<string>();
        var parts = new List<int>();
        while (seen.Count < Rows)
        {
            var before = seen.Count;
            await Sweep().Run(_job, Table, Filter, Slowly(seen), Stop, rowsAtOnce: 4); // another process
            parts.Add(seen.Count - before);
        }

        Assert.Equal([1000, 1000, 500], parts);
        Assert.Equal(Rows, seen.Distinct().Count());

        // Then it restarts at the beginning.
        await Sweep().Run(_job, Table, Filter, Slowly(seen), Stop);
        Assert.Equal(Rows + 1000, seen.Count);
    }

    [Fact]
    public async Task A_table_that_is_finished_in_one_run_costs_no_extra_request()
    {
        var sweep = Sweep();
        await sweep.Run(_job, Table, Filter, Nothing, Stop);
        Assert.Equal(1, await app.CostOf(() => sweep.Run(_job, Table, Filter, Nothing, Stop)));
    }

    [Fact]
    public async Task After_a_failed_run_the_next_one_starts_at_the_same_place()
    {
        await AddRows();
        var seen = new ConcurrentBag<string>();
        await Sweep().Run(_job, Table, Filter, Slowly(seen), Stop);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Sweep().Run(_job, Table, Filter, (_, _) => throw new InvalidOperationException(), Stop));
        seen.Clear();
        await Sweep().Run(_job, Table, Filter, Slowly(seen), Stop);
        Assert.Contains("001000", seen);
        Assert.Equal(1000, seen.Count);
    }

    [Fact]
    public async Task A_continuation_token_that_the_service_no_longer_knows_restarts_the_sweep()
    {
        await AddRows();
        await app.Get<Tables>().Counters.AddEntityAsync(new TableEntity("sweep", _job) { ["Place"] = "nowhere x" }, Stop);
        app.Faults.FailBefore(request => request.Uri.Query.Contains("NextPartitionKey=nowhere", StringComparison.Ordinal), times: 1, status: 400);
        var seen = new ConcurrentBag<string>();
        await Sweep().Run(_job, Table, Filter, Slowly(seen), Stop);
        Assert.Contains("000000", seen);
    }

    private string Filter => TableClient.CreateQueryFilter($"PartitionKey eq {_partition}");

    private TableSweep Sweep() => new(app.Get<Tables>(), _clock);

    private static ValueTask Nothing(TableEntity row, CancellationToken cancellation) => ValueTask.CompletedTask;

    private Func<TableEntity, CancellationToken, ValueTask> Slowly(ConcurrentBag<string> seen) => (row, _) =>
    {
        seen.Add(row.RowKey);
        _clock.Advance(TimeSpan.FromSeconds(1));
        return ValueTask.CompletedTask;
    };

    private async Task AddRows()
    {
        foreach (var chunk in Enumerable.Range(0, Rows).Chunk(TableExtensions.LargestTransaction))
        {
            await Table.SubmitTransactionAsync(chunk.Select(i => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity(_partition, $"{i:D6}"))), Stop);
        }
    }
}
