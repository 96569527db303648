using Azure.Data.Tables;
using Serverless.Storage.Index;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Storage.Index;

/// <summary>Tests how trees are built and how trees of another version are treated.</summary>
public sealed class RebuildTests(AzuriteFixture azurite)
{
    private const byte Newer = 4;

    private readonly TestClock _clock = new();
    private readonly Random _random = new(20261128);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Trees_of_a_newer_version_are_ignored_and_rebuilt_and_never_fail_a_change()
    {
        var shelf = await Filled(Newer);
        var process = shelf.Start(version: 3);
        await shelf.AssertExact(process, _random); // by the documents themselves
        await process.Change(3, "changed");
        await shelf.AssertExact(process, _random);
        _clock.Advance(TimeSpan.FromMinutes(2));
        await process.Fold();
        await shelf.AssertExact(process, _random);
        Assert.All(await Partitions(shelf), partition => Assert.StartsWith("1.3.", partition, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Records_of_an_older_version_do_not_prevent_a_rebuild()
    {
        var shelf = await Filled();
        await shelf.Start().Change(3, "changed");
        var process = shelf.Start(version: 3);
        Assert.True(await process.Fold());
        await shelf.AssertExact(process, _random);
        _clock.Advance(TimeSpan.FromMinutes(3));
        await process.Fold();
        await shelf.AssertExact(process, _random);
        Assert.True(await process.Index.IsReady(Stop));
    }

    [Fact]
    public async Task Without_trees_reads_only_as_many_documents_as_a_call_has_time_for()
    {
        var shelf = await Filled(Newer);
        var process = shelf.Start(new IndexSize(4, 3) { Scanned = shelf.Documents.Count - 1 }, version: 3);
        await Assert.ThrowsAsync<IndexNotReadyException>(() => process.Index.Read(snapshot => snapshot.Tree("texts", Stop), Stop));
    }

    [Fact]
    public async Task A_rebuild_survives_a_crash_after_any_write_while_readers_use_the_old_trees()
    {
        var shelf = await Filled();
        var reader = shelf.Start();
        var writes = 0;
        for (var isDone = false; !isDone; writes += 2)
        {
            var process = shelf.Start();
            process.Faults.DieAfterWrites(writes);
            try
            {
                await process.Index.Rebuild(Stop);
                await process.Fold();
                isDone = true;
            }
            catch (ProcessDiedException)
            {
            }

            process.Faults.Clear();
            await reader.Change(_random.Next(1, 20), "abc"[_random.Next(3)..]);
            await shelf.AssertExact(reader, _random);
        }

        _clock.Advance(TimeSpan.FromMinutes(4));
        await shelf.Start().Fold();
        await shelf.Start().Fold();
        Assert.True(await reader.Index.IsReady(Stop));
        await shelf.AssertExact(reader, _random);
        Assert.Single((await Partitions(shelf)).DistinctBy(partition => partition.Split(';')[0]));
        Assert.True(writes > 4, $"{writes}");
    }

    [Fact]
    public async Task Documents_that_change_during_a_rebuild_are_indexed_correctly()
    {
        var shelf = await Filled();
        var (process, writer) = (shelf.Start(), shelf.Start());
        await writer.Change(1, "before");
        Assert.NotNull(await process.Index.Rebuild(Stop));
        await writer.Change(1, "after");
        await writer.Change(2, null);
        await writer.Change(50, "new");
        await shelf.AssertExact(writer, _random);
        _clock.Advance(TimeSpan.FromMinutes(2));
        await process.Fold();
        Assert.True(await process.Index.IsReady(Stop));
        await shelf.AssertExact(writer, _random);
    }

    private async Task<Shelf> Filled(byte version = 1)
    {
        var shelf = new Shelf(azurite, _clock);
        await shelf.Create();
        var process = shelf.Start(version: version);
        for (var i = 1; i < 20; i++)
        {
            shelf.Documents[i] = (0, "abcd"[(i % 4)..]);
        }

        await process.Fold();
        await shelf.AssertExact(process, _random);
        return shelf;
    }

    private static async Task<List<string>> Partitions(Shelf shelf) =>
        await shelf.NewTables([]).Index.QueryAsync<TableEntity>(cancellationToken: Stop).Select(row => row.PartitionKey).Distinct().ToListAsync(Stop);
}
