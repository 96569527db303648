using Azure.Data.Tables;
using Serverless.Storage.Index;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Storage.Index;

/// <summary>Tests that an index agrees with the documents at every moment and in every process. The model is a dictionary.</summary>
public sealed class StoredIndexTests(AzuriteFixture azurite)
{
    private const int MostDocuments = 40;

    private readonly TestClock _clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Reads_are_exact_between_any_steps_of_four_writers_and_crashing_folds(int seed)
    {
        var random = new Random(20261128 + seed);
        var shelf = await NewShelf();
        var writers = Enumerable.Range(0, 4).Select(_ => shelf.Start()).ToArray();
        var underWay = new List<ShelfChange>();
        var deaths = 0;
        for (var step = 0; step < 160; step++)
        {
            switch (random.Next(10))
            {
                case <= 3:
                    var number = random.Next(1, MostDocuments);
                    underWay.Add(await writers[random.Next(4)].Begin(number, random.Next(5) == 0 ? null : Text(random)));
                    break;
                case <= 6 when underWay.Count > 0:
                    var change = underWay[random.Next(underWay.Count)];
                    underWay.Remove(change);
                    var isWritten = random.Next(8) > 0 && change.Write();
                    await shelf.AssertExact(writers[random.Next(4)], random); // written, and the writer has not noticed yet
                    if (random.Next(10) > 0)
                    {
                        await change.End(isWritten);
                    }
                    else
                    {
                        var dead = Array.IndexOf(writers, change.Process);
                        underWay.RemoveAll(other => other.Process == change.Process); // their process crashed
                        writers[dead == -1 ? 0 : dead] = shelf.Start();
                    }

                    break;
                case 7:
                    foreach (var last in underWay)
                    {
                        await last.End(last.Write());
                    }

                    underWay.Clear();
                    _clock.Advance(TimeSpan.FromMinutes(2));
                    deaths += await shelf.Start().FoldAndDieAfter(random.Next(6)) ? 0 : 1;
                    break;
                case 8:
                    await shelf.Start().Fold();
                    break;
                default:
                    // Calls end within seconds, so longer times pass only when no call runs.
                    _clock.Advance(TimeSpan.FromSeconds(underWay.Count > 0 ? random.Next(0, 3) : random.Next(5, 120)));
                    break;
            }

            await shelf.AssertExact(writers[random.Next(4)], random);
        }

        Assert.True(deaths > 0);
        await FoldAll(shelf);
        await shelf.AssertExact(writers[0], random);
        Assert.All(writers, writer => Assert.Equal(0, writer.Conflicts.Count));
    }

    [Fact]
    public async Task Another_process_continues_a_fold_that_crashes_after_any_write()
    {
        var random = new Random(20261128);
        var shelf = await NewShelf();
        var writer = shelf.Start();
        var deaths = 0;
        for (var isDone = false; !isDone || deaths < 10; deaths++)
        {
            for (var i = 0; i < 5; i++)
            {
                await writer.Change(random.Next(1, MostDocuments), random.Next(4) == 0 ? null : Text(random));
            }

            _clock.Advance(TimeSpan.FromMinutes(2));
            isDone = await shelf.Start().FoldAndDieAfter(deaths);
            await shelf.AssertExact(writer, random);
            await shelf.AssertExact(shelf.Start(), random);
        }

        await FoldAll(shelf);
        await shelf.AssertExact(writer, random);
    }

    [Fact]
    public async Task A_document_with_more_entries_than_a_batch_has_rows_is_exact_after_every_batch()
    {
        var random = new Random(20261129);
        var shelf = await NewShelf();
        var writer = shelf.Start();
        for (var i = 1; i < 60; i++)
        {
            await writer.Change(i, Text(random));
        }

        _clock.Advance(TimeSpan.FromMinutes(2));
        await shelf.Start().Fold();
        // Every character is an entry, far from the others.
        await writer.Change(70, new string([.. Enumerable.Range(0, 900).Select(i => (char)('A' + (i * 7)))]));
        _clock.Advance(TimeSpan.FromMinutes(2));
        var batches = 0;
        for (var isDone = false; !isDone; batches++)
        {
            isDone = await shelf.Start().FoldAndDieAfter(1);
            await shelf.AssertExact(writer, random);
            _clock.Advance(TimeSpan.FromSeconds(20)); // the lease of the process that crashed
        }

        Assert.True(batches > 3, $"{batches}");
    }

    [Fact]
    public async Task Concurrent_writers_and_readers_cause_no_conflict_and_read_their_own_writes()
    {
        var shelf = await NewShelf();
        var folder = shelf.Start(IndexSize.Default);
        var processes = Enumerable.Range(0, 4).Select(_ => shelf.Start(IndexSize.Default)).ToArray();
        var writing = Task.WhenAll(processes.Select(async (process, p) =>
        {
            for (var i = 0; i < 15; i++)
            {
                var number = (p * 100) + i + 1;
                var text = "ab" + i;
                var pending = await process.Index.AddPending(Shelf.Name(number), number, 0, version => new(null, ShelfVersion.State(version.Number, number, text)), Stop);
                lock (shelf.Documents)
                {
                    shelf.Documents[number] = (pending.Stamp, text);
                }

                process.Index.Commit(pending);
                var reader = processes[(p + i) % 4];
                var found = await reader.Index.Read(async snapshot => await (await snapshot.Tree("texts", Stop)).EntriesIn(KeyRange.Prefix(Shelf.Entries("texts", number, text).Single().Key), Stop), Stop);
                Assert.Single(found);
                _clock.Advance(TimeSpan.FromSeconds(1));
            }
        }));
        while (!writing.IsCompleted)
        {
            await folder.Fold();
        }

        await writing;
        Assert.Equal(0, folder.Conflicts.Count + processes.Sum(process => process.Conflicts.Count));
        await FoldAll(shelf);
        await shelf.AssertExact(processes[0], new Random(1));
    }

    [Fact]
    public async Task Several_folders_share_the_trees()
    {
        var random = new Random(20261130);
        var shelf = await NewShelf();
        var writer = shelf.Start();
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 12; i++)
            {
                await writer.Change(random.Next(1, MostDocuments), Text(random));
            }

            _clock.Advance(TimeSpan.FromMinutes(2));
            var folders = new[] { shelf.Start(), shelf.Start(), shelf.Start() };
            var folding = Task.WhenAll(folders.Select(folder => folder.Fold()));
            do
            {
                await shelf.AssertExact(writer, random);
            }
            while (!folding.IsCompleted);
            await folding;
        }

        await FoldAll(shelf);
        await shelf.AssertExact(writer, random);
    }

    [Fact]
    public async Task A_fold_without_changes_costs_one_request()
    {
        var shelf = await NewShelf();
        var process = shelf.Start();
        var requests = 0;
        process.Faults.Watch(_ => requests++);
        Assert.False(await process.Fold());
        Assert.Equal(1, requests);
    }

    [Fact]
    public async Task A_record_of_a_crashed_call_holds_up_its_time_bucket_and_is_then_removed()
    {
        var shelf = await NewShelf();
        await shelf.Start().Begin(1, "ab");
        await shelf.AssertExact(shelf.Start(), new Random(1));
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True(await shelf.Start().Fold());
        _clock.Advance(TimeSpan.FromSeconds(90));
        Assert.False(await shelf.Start().Fold());
        Assert.Equal(1, await Records(shelf)); // the state
    }

    [Fact]
    public async Task A_process_whose_clock_is_ten_minutes_wrong_loses_no_change()
    {
        var random = new Random(20261201);
        var shelf = await NewShelf();
        var ahead = new TestClock();
        ahead.Advance(TimeSpan.FromMinutes(10));
        var (wrong, right) = (shelf.Start(own: ahead), shelf.Start());
        await wrong.Change(1, "ab");
        await right.Change(1, "abc");
        await right.Change(2, "b");
        await wrong.Change(2, "bc");
        await shelf.AssertExact(right, random);
        _clock.Advance(TimeSpan.FromMinutes(2));
        await shelf.Start().Fold();
        await shelf.AssertExact(right, random);
        await right.Change(1, null);
        await shelf.AssertExact(wrong, random);
        _clock.Advance(TimeSpan.FromMinutes(12));
        await FoldAll(shelf);
        await shelf.AssertExact(right, random);
    }

    private async Task<Shelf> NewShelf()
    {
        var shelf = new Shelf(azurite, _clock);
        await shelf.Create();
        await shelf.Start().Fold();
        return shelf;
    }

    /// <summary>Folds everything and asserts that no record is left.</summary>
    private async Task FoldAll(Shelf shelf)
    {
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.False(await shelf.Start().Fold());
        Assert.Equal(1, await Records(shelf));
    }

    private static async Task<int> Records(Shelf shelf) =>
        await shelf.NewTables([]).Changes.QueryAsync<TableEntity>(cancellationToken: Stop).CountAsync(Stop);

    private static string Text(Random random) => new([.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => (char)('a' + random.Next(5)))]);
}
