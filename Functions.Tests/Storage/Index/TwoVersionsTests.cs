using Azure.Data.Tables;
using Serverless.Storage.Index;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Storage.Index;

/// <summary>
/// Tests that reads are exact and never fail while instances of two versions of the app run side by side, and while one replaces the other. No process may
/// read the documents themselves.
/// </summary>
public sealed class TwoVersionsTests(AzuriteFixture azurite)
{
    private const byte Old = 2;
    private const byte New = 3;
    private const int MostDocuments = 30;

    private static readonly IndexSize Size = new(4, 3) { Scanned = 0 };
    private static readonly TimeSpan LongerThanQuiet = TimeSpan.FromMinutes(13);

    private readonly TestClock _clock = new();
    private readonly Random _random = new(20261129);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Both_versions_read_exactly_between_any_steps_of_a_rolling_deployment(int seed)
    {
        var random = new Random(20261129 + seed);
        var shelf = await Filled();
        ShelfProcess[] processes = [Start(shelf, Old), Start(shelf, New), Start(shelf, New), Start(shelf, Old)];
        var underWay = new List<ShelfChange>();
        var (switches, drops, deaths) = (0, 0, 0);
        var isNew = false;
        for (var step = 0; step < 120; step++)
        {
            // Instances of the old version are quiet in the middle.
            var writer = processes[step % 60 is > 10 and < 45 ? random.Next(1, 3) : random.Next(4)];
            switch (random.Next(10))
            {
                case <= 3:
                    underWay.Add(await writer.Begin(random.Next(1, MostDocuments), random.Next(5) == 0 ? null : Text(random)));
                    break;
                case <= 6 when underWay.Count > 0:
                    var change = underWay[random.Next(underWay.Count)];
                    underWay.Remove(change);
                    var isWritten = random.Next(8) > 0 && change.Write();
                    await AssertExact(shelf, [processes[0], processes[1]]);
                    await change.End(isWritten);
                    break;
                case 7:
                    foreach (var last in underWay)
                    {
                        await last.End(last.Write());
                    }

                    underWay.Clear();
                    _clock.Advance(random.Next(3) == 0 ? LongerThanQuiet : TimeSpan.FromMinutes(2));
                    deaths += await Start(shelf, random.Next(2) == 0 ? Old : New).FoldAndDieAfter(random.Next(12)) ? 0 : 1;
                    break;
                case 8:
                    await Start(shelf, random.Next(2) == 0 ? Old : New).Fold();
                    break;
                default:
                    _clock.Advance(TimeSpan.FromSeconds(underWay.Count > 0 ? random.Next(0, 3) : random.Next(5, 120)));
                    break;
            }

            var was = isNew;
            isNew = IsCurrent(await State(shelf), New);
            (switches, drops) = (switches + (isNew && !was ? 1 : 0), drops + (was && !isNew ? 1 : 0));
            await AssertExact(shelf, [processes[step % 2 * 3], processes[1 + (step % 2)]]);
        }

        Assert.True(switches > 0 && drops > 0 && deaths > 0, $"{switches} {drops} {deaths}");
        foreach (var last in underWay)
        {
            await last.End(last.Write());
        }

        await Upgrade(shelf);
        await AssertExact(shelf, processes);
    }

    [Fact]
    public async Task A_rebuild_and_the_switch_survive_a_crash_after_any_write()
    {
        var shelf = await Filled();
        var (old, writer) = (Start(shelf, Old), Start(shelf, New));
        var deaths = 0;
        for (var isDone = false; !isDone; deaths += isDone ? 0 : 1)
        {
            await writer.Change(_random.Next(1, MostDocuments), Text(_random));
            _clock.Advance(TimeSpan.FromMinutes(3)); // the lease of the process that crashed
            isDone = await Start(shelf, New).FoldAndDieAfter(deaths);
            await AssertExact(shelf, [old, writer, Start(shelf, New)]);
        }

        Assert.True(deaths > 6, $"{deaths}");
        await Upgrade(shelf);
        Assert.Equal(["1.2", "1.3"], await Versions(shelf));
        await AssertExact(shelf, [old, writer]);
    }

    [Fact]
    public async Task Dropping_trees_survives_a_crash_after_any_write()
    {
        var shelf = await Filled();
        var (old, writer) = (Start(shelf, Old), Start(shelf, New));
        var drops = 0;
        for (var isDone = false; !isDone; drops++)
        {
            await Upgrade(shelf);
            await old.Change(_random.Next(1, MostDocuments), Text(_random));
            await AssertExact(shelf, [old, writer]);
            _clock.Advance(TimeSpan.FromMinutes(2));
            isDone = await Start(shelf, drops % 2 == 0 ? Old : New).FoldAndDieAfter(drops);
            await AssertExact(shelf, [old, writer, Start(shelf, New)]);
            await Start(shelf, Old).Fold();
            await AssertExact(shelf, [old, writer]);
        }

        Assert.True(drops > 5, $"{drops}");
    }

    [Fact]
    public async Task The_older_version_finds_its_trees_and_takes_over_when_it_replaces_the_newer_one()
    {
        var shelf = await Filled();
        await Upgrade(shelf);
        await Start(shelf, New).Change(1, "abc");
        var older = Start(shelf, Old);
        await AssertExact(shelf, [older]);
        await older.Change(3, "changed");
        await AssertExact(shelf, [older]);
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.False(await older.Fold());
        await AssertExact(shelf, [older]);
        Assert.Equal(["1.2"], await Versions(shelf));
        Assert.Equal(0, await Records(shelf));
        Assert.True(await older.Index.IsReady(Stop));

        await Upgrade(shelf);
        await AssertExact(shelf, [older, Start(shelf, New)]);
    }

    [Fact]
    public async Task The_older_version_folds_the_last_changes_of_a_newer_one_that_is_gone()
    {
        var shelf = await Filled();
        await Upgrade(shelf);
        await Start(shelf, New).Change(1, "abc");
        var older = Start(shelf, Old);
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.True(await older.Fold()); // the newer version is to fold
        Assert.Equal(1, await Records(shelf));
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.False(await older.Fold());
        Assert.Equal(0, await Records(shelf));
        await AssertExact(shelf, [older, Start(shelf, New)]);
    }

    [Fact]
    public async Task After_a_week_the_trees_are_built_once_more_and_those_of_the_version_before_are_deleted()
    {
        var shelf = await Filled();
        await Upgrade(shelf);
        var before = await State(shelf);
        var process = Start(shelf, New);
        await process.Change(1, "abc");
        _clock.Advance(Rebuild.Kept);
        for (var (isDone, deaths) = (false, 0); !isDone; deaths++)
        {
            isDone = await Start(shelf, New).FoldAndDieAfter(deaths);
            await AssertExact(shelf, [process]);
            _clock.Advance(TimeSpan.FromMinutes(3));
        }

        await process.Fold();
        Assert.Equal(["1.3"], await Versions(shelf));
        Assert.NotEqual(before.Current, (await State(shelf)).Current);
        await AssertExact(shelf, [process]);

        // The older version builds its trees again. Only then is there a time without trees.
        var older = shelf.Start(new(4, 3), version: Old);
        await AssertExact(shelf, [older]);
        await older.Change(2, "abcd");
        await AssertExact(shelf, [older]);
        await Assert.ThrowsAsync<IndexNotReadyException>(() => AssertExact(shelf, [process]));
        _clock.Advance(TimeSpan.FromMinutes(3));
        await older.Fold();
        await AssertExact(shelf, [Start(shelf, Old), process]);
        Assert.Equal(["1.2"], await Versions(shelf));
    }

    [Fact]
    public async Task A_new_version_waits_until_no_older_instance_has_recorded_a_change_for_a_while()
    {
        var shelf = await Filled();
        await Start(shelf, Old).Change(1, "abc");
        var process = Start(shelf, New);
        await process.Fold();
        Assert.Equal(["1.2"], await Versions(shelf));
        await Upgrade(shelf);
        await Start(shelf, Old).Change(2, "abc");
        _clock.Advance(TimeSpan.FromMinutes(2));
        await process.Fold();
        _clock.Advance(TimeSpan.FromMinutes(7));
        await process.Fold();
        Assert.Equal(["1.2"], await Versions(shelf));
        await Upgrade(shelf);
        await AssertExact(shelf, [process]);
    }

    [Fact]
    public async Task A_tree_that_the_version_before_does_not_have_is_read_from_the_documents()
    {
        var shelf = await Filled();
        var process = shelf.Start(new(4, 3), version: New);
        Assert.Equal(shelf.Documents.Count, await Count(process));
        await Assert.ThrowsAsync<IndexNotReadyException>(() => Count(Start(shelf, New)));
        await Upgrade(shelf);
        Assert.Equal(shelf.Documents.Count, await Count(Start(shelf, New)));

        static Task<int> Count(ShelfProcess process) => process.Index.Read(async snapshot => (await snapshot.Tree(ShelfVersion.Lengths, Stop)).Count, Stop);
    }

    [Fact]
    public async Task Three_versions_in_a_row_never_leave_readers_without_trees()
    {
        var shelf = await Filled();
        await Upgrade(shelf);
        var (before, next) = (Start(shelf, New), Start(shelf, New + 1));
        for (var i = 0; i < 6; i++)
        {
            await (i % 2 == 0 || i > 3 ? next : before).Change(_random.Next(1, MostDocuments), Text(_random));
            await AssertExact(shelf, [before, next]);
            _clock.Advance(i == 3 ? LongerThanQuiet : TimeSpan.FromMinutes(2));
            await next.Fold();
            await AssertExact(shelf, [before, next]);
        }

        _clock.Advance(TimeSpan.FromMinutes(2));
        await next.Fold();
        Assert.True(await next.Index.IsReady(Stop));
        Assert.Equal(["1.3", "1.4"], await Versions(shelf));
        await AssertExact(shelf, [before, next]);
    }

    [Fact]
    public async Task An_upgrade_that_skips_versions_reads_and_keeps_the_trees_of_the_older_one()
    {
        const byte Latest = New + 2;
        var shelf = await Filled();
        var (old, between, latest) = (Start(shelf, Old), Start(shelf, New), Start(shelf, Latest));
        await AssertExact(shelf, [latest]);
        await latest.Change(1, "abc");
        await old.Change(2, "bcd");
        await AssertExact(shelf, [old, between, latest]);
        for (var (isDone, deaths) = (false, 0); !isDone; deaths++)
        {
            _clock.Advance(LongerThanQuiet);
            isDone = await Start(shelf, Latest).FoldAndDieAfter(deaths) && IsCurrent(await State(shelf), Latest);
            await AssertExact(shelf, [old, between, latest]);
        }

        await Start(shelf, Latest).Fold();
        Assert.Equal([$"1.{Old}", $"1.{Latest}"], await Versions(shelf));
        await latest.Change(3, "cde");
        await AssertExact(shelf, [old, between, latest]);

        // A version in between replaces the latest one: it goes on with the trees of the older version.
        await between.Change(4, "dea");
        _clock.Advance(LongerThanQuiet);
        await between.Fold();
        await AssertExact(shelf, [old, between, latest]);
    }

    [Fact]
    public async Task A_newer_version_that_finishes_a_rebuild_of_the_older_one_keeps_one_generation_of_each()
    {
        var shelf = await Filled();
        await Start(shelf, Old).Index.Rebuild(Stop);
        for (var (isDone, deaths) = (false, 0); !isDone; deaths++)
        {
            _clock.Advance(TimeSpan.FromMinutes(3));
            isDone = await Start(shelf, New).FoldAndDieAfter(deaths);
            var complete = (await State(shelf)).Complete.Select(generation => Generation.Of(generation).Version).ToList();
            Assert.Equal(complete.Distinct(), complete);
        }

        Assert.True(IsCurrent(await State(shelf), New));
    }

    private static ShelfProcess Start(Shelf shelf, byte version) => shelf.Start(Size, version: version);

    private static async Task<IndexState> State(Shelf shelf) => await IndexState.Read(shelf.NewTables([]).Changes, Stop);

    private static bool IsCurrent(IndexState state, byte version) => Generation.Of(state.Current).Is(version);

    private static string Text(Random random) => new([.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => (char)('a' + random.Next(5)))]);

    private static async Task<int> Records(Shelf shelf) =>
        await shelf.NewTables([]).Changes.QueryAsync<TableEntity>(row => row.PartitionKey != IndexState.Partition, cancellationToken: Stop).CountAsync(Stop);

    /// <summary>Returns the forms and versions of the trees that exist.</summary>
    private static async Task<List<string>> Versions(Shelf shelf) => await shelf.NewTables([]).Index.QueryAsync<TableEntity>(cancellationToken: Stop)
        .Select(row => row.PartitionKey[..3]).Distinct().Order(StringComparer.Ordinal).ToListAsync(Stop);

    private async Task AssertExact(Shelf shelf, IEnumerable<ShelfProcess> processes)
    {
        foreach (var process in processes)
        {
            await shelf.AssertExact(process, _random);
        }
    }

    /// <summary>Folds in processes of the new version until their trees are read and all changes are folded.</summary>
    private async Task Upgrade(Shelf shelf)
    {
        for (var i = 0; i < 3; i++)
        {
            _clock.Advance(LongerThanQuiet);
            await Start(shelf, New).Fold();
        }

        Assert.True(IsCurrent(await State(shelf), New));
        Assert.Equal(0, await Records(shelf));
    }

    private async Task<Shelf> Filled()
    {
        var shelf = new Shelf(azurite, _clock);
        await shelf.Create();
        for (var i = 1; i < 20; i++)
        {
            shelf.Documents[i] = (0, "abcd"[(i % 4)..]);
        }

        await Start(shelf, Old).Fold();
        await AssertExact(shelf, [Start(shelf, Old), Start(shelf, New)]);
        return shelf;
    }
}
