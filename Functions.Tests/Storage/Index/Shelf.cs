using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Serverless.Storage;
using Serverless.Storage.Index;
using Serverless.Storage.Outages;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Storage.Index;

/// <summary>Holds documents in memory, each a text with a stamp, and an index of them in Azurite. Several processes use both.</summary>
internal sealed class Shelf(AzuriteFixture azurite, TestClock clock)
{
    private static readonly ShelfVersion Model = new(1);

    private static readonly StorageGates Gates = new(Options.Create(new StorageOptions()), TestApp.NoCircuit);

    private readonly string _prefix = TestApp.NewPrefix();

    /// <summary>Gets the documents by number. A stamp without a text is a document that is not indexed.</summary>
    public SortedDictionary<long, (long Stamp, string? Text)> Documents { get; } = [];

    public static string Name(long number) => number.ToString("D8", null);

    public async Task Create()
    {
        var tables = NewTables([]);
        await tables.Index.CreateIfNotExistsAsync(TestContext.Current.CancellationToken);
        await tables.Changes.CreateIfNotExistsAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Starts a process with nodes so small that they constantly split and vanish.</summary>
    public ShelfProcess Start(IndexSize? size = null, TestClock? own = null, byte version = 1)
    {
        var (faults, conflicts) = (new Faults(), new Conflicts());
        var tables = NewTables([faults, conflicts]);
        return new(this, tables, new StoredIndex(tables.Index, tables.Changes, new ShelfContent(this, version), size ?? new(4, 3), new StorageClock(own ?? clock, follows: false), NullLogger.Instance), faults, conflicts);
    }

    public Tables NewTables(IEnumerable<Azure.Core.Pipeline.HttpPipelinePolicy> policies) => new(
        new StorageClients(new ConfigurationBuilder().AddInMemoryCollection([new(StorageConnection.Setting, azurite.ConnectionString)]).Build(), Gates, policies),
        Options.Create(new StorageOptions { Prefix = _prefix }));

    /// <summary>Returns the entries of a document in one tree.</summary>
    public static IEnumerable<IndexEntry> Entries(string tree, long number, string text) => Model.Entries(tree, ShelfVersion.State(Model.Number, number, text)!);

    /// <summary>Asserts that a process reads exactly what the documents contain.</summary>
    public async Task AssertExact(ShelfProcess process, Random random)
    {
        foreach (var tree in Model.Trees)
        {
            var all = Documents.Where(document => document.Value.Text is not null)
                .SelectMany(document => Entries(tree, document.Key, document.Value.Text!))
                .OrderBy(entry => entry.Key, KeyOrder.Instance).ToList();
            var (start, end) = (random.Next(all.Count + 1), random.Next(all.Count + 2));
            var range = KeyRange.Prefix([(byte)('a' + random.Next(4))]);
            var (count, weight, page, sum, part) = await process.Index.Read(
                async snapshot =>
                {
                    var view = await snapshot.Tree(tree, default);
                    return (view.Count, await view.WeightIn(KeyRange.All, default), await view.Range(start, end, default), await view.WeightIn(range, default), await view.EntriesIn(range, default));
                },
                TestContext.Current.CancellationToken);
            byte[][] keys = [.. all.Where(_ => random.Next(3) == 0).Select(entry => entry.Key), [0], [255, (byte)random.Next(256)]];
            var found = await process.Index.Read(async snapshot => await (await snapshot.Tree(tree, default)).EntriesAt(keys, default), TestContext.Current.CancellationToken);
            Assert.Equal(all.Where(entry => keys.Contains(entry.Key, KeyOrder.Instance)).Select(ShelfVersion.Describe), found.Select(ShelfVersion.Describe));
            Assert.Equal(all.Count, count);
            Assert.Equal(all.Sum(entry => entry.Weight), weight);
            Assert.Equal(all.Take(end).Skip(start).Select(ShelfVersion.Describe), page.Select(ShelfVersion.Describe));
            var within = all.Where(entry => range.Contains(entry.Key)).ToList();
            Assert.Equal(within.Sum(entry => entry.Weight), sum);
            Assert.Equal(within.Select(ShelfVersion.Describe), part.Select(ShelfVersion.Describe));
        }
    }
}
