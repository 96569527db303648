using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Serverless.Storage;
using Serverless.Storage.Index;
using Serverless.Storage.Outages;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Storage.Index;

/// <summary>Holds documents in memory, each a text with a stamp, and an index of them in Azurite. Several processes use both.</summary>
internal sealed class Shelf(AzuriteFixture azurite, TestClock clock) : IIndexContent
{
    private const string Words = "words";
    private const string Texts = "texts";

    private static readonly StorageGates Gates = new(Options.Create(new StorageOptions()), TestApp.NoCircuit);

    private readonly string _prefix = TestApp.NewPrefix();

    /// <summary>Gets the documents by number. A stamp without a text is a document that is not indexed.</summary>
    public SortedDictionary<long, (long Stamp, string? Text)> Documents { get; } = [];

    public byte Version { get; set; } = 1;

    public IReadOnlyList<string> Trees { get; } = [Texts, Words];

    public static string Name(long number) => number.ToString("D8", null);

    public async Task Create()
    {
        var tables = NewTables([]);
        await tables.Index.CreateIfNotExistsAsync(TestContext.Current.CancellationToken);
        await tables.Changes.CreateIfNotExistsAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Starts a process with nodes so small that they constantly split and vanish.</summary>
    public ShelfProcess Start(IndexSize? size = null, TestClock? own = null)
    {
        var (faults, conflicts) = (new Faults(), new Conflicts());
        var tables = NewTables([faults, conflicts]);
        return new(this, tables, new StoredIndex(tables.Index, tables.Changes, this, size ?? new(4, 3), new StorageClock(own ?? clock, follows: false)), faults, conflicts);
    }

    public Tables NewTables(IEnumerable<Azure.Core.Pipeline.HttpPipelinePolicy> policies) => new(
        new StorageClients(new ConfigurationBuilder().AddInMemoryCollection([new(StorageConnection.Setting, azurite.ConnectionString)]).Build(), Gates, policies),
        Options.Create(new StorageOptions { Prefix = _prefix }));

    /// <summary>
    /// Returns the entries of a document: in one tree one entry by its text, in the other one for each letter, with those beyond the first removed
    /// again.
    /// </summary>
    public IEnumerable<IndexEntry> Entries(string tree, byte[] state)
    {
        var text = Encoding.UTF8.GetString(state);
        var (body, id) = (text[..^9], text[^9..]);
        return tree == Texts
            ? [new(Encoding.UTF8.GetBytes(body + id), state)]
            : [.. body.Distinct().Select(letter => new IndexEntry(Encoding.UTF8.GetBytes(letter + id), state)), .. body.Length > 1 ? [new IndexEntry(Encoding.UTF8.GetBytes("~" + id), [], 1 - body.Distinct().Count())] : (IndexEntry[])[]];
    }

    public static byte[]? State(long number, string? text) => text is null ? null : Encoding.UTF8.GetBytes($"{text};{Name(number)}");

    public Task<StoredDocument> Read(string document, CancellationToken cancellation)
    {
        lock (Documents)
        {
            return Task.FromResult(new StoredDocument(Documents.TryGetValue(long.Parse(document, null), out var found) ? found.Stamp : null));
        }
    }

    public async IAsyncEnumerable<(string Document, byte[] State)> ReadAll([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.Yield();
        foreach (var (number, (_, text)) in Documents.ToList())
        {
            if (State(number, text) is { } state)
            {
                yield return (Name(number), state);
            }
        }
    }

    /// <summary>Asserts that a process reads exactly what the documents contain.</summary>
    public async Task AssertExact(ShelfProcess process, Random random)
    {
        foreach (var tree in Trees)
        {
            var all = Documents.Where(document => document.Value.Text is not null)
                .SelectMany(document => Entries(tree, State(document.Key, document.Value.Text)!))
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
            Assert.Equal(all.Where(entry => keys.Contains(entry.Key, KeyOrder.Instance)).Select(Describe), found.Select(Describe));
            Assert.Equal(all.Count, count);
            Assert.Equal(all.Sum(entry => entry.Weight), weight);
            Assert.Equal(all.Take(end).Skip(start).Select(Describe), page.Select(Describe));
            var within = all.Where(entry => range.Contains(entry.Key)).ToList();
            Assert.Equal(within.Sum(entry => entry.Weight), sum);
            Assert.Equal(within.Select(Describe), part.Select(Describe));
        }

        static string Describe(IndexEntry entry) => $"{Encoding.UTF8.GetString(entry.Key)} {Encoding.UTF8.GetString(entry.Value)} {entry.Weight}";
    }
}
