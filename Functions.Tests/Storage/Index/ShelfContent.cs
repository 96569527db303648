using System.Text;
using Serverless.Storage.Index;

namespace Serverless.Tests.Storage.Index;

/// <summary>Defines what one version of an app keeps in the index of a <see cref="Shelf"/>.</summary>
internal sealed class ShelfContent(Shelf shelf, byte version) : IIndexContent
{
    public IIndexVersion Current { get; } = new ShelfVersion(version);

    public IReadOnlyList<IIndexVersion> Older { get; } = [.. Enumerable.Range(1, version - 1).Reverse().Select(number => new ShelfVersion((byte)number))];

    public Task<StoredDocument> Read(string document, CancellationToken cancellation)
    {
        lock (shelf.Documents)
        {
            return Task.FromResult(new StoredDocument(shelf.Documents.TryGetValue(long.Parse(document, null), out var found) ? found.Stamp : null));
        }
    }

    public async IAsyncEnumerable<(string Document, byte[] State)> ReadAll([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.Yield();
        foreach (var (number, (_, text)) in shelf.Documents.ToList())
        {
            if (ShelfVersion.State(version, number, text) is { } state)
            {
                yield return (Shelf.Name(number), state);
            }
        }
    }
}

/// <summary>Defines the states and trees of one version. A state begins with the version, and version 3 has one tree more.</summary>
internal sealed class ShelfVersion(byte number) : IIndexVersion
{
    public const string Words = "words";
    public const string Texts = "texts";
    public const string Lengths = "lengths";

    public byte Number => number;

    public IReadOnlyList<string> Trees { get; } = number < 3 ? [Texts, Words] : [Texts, Words, Lengths];

    public static byte[]? State(byte version, long number, string? text) => text is null ? null : [version, .. Encoding.UTF8.GetBytes($"{text};{Shelf.Name(number)}")];

    /// <summary>
    /// Returns the entries of a document: in one tree one entry by its text, in another one for each letter, with those beyond the first removed
    /// again.
    /// </summary>
    public IEnumerable<IndexEntry> Entries(string tree, byte[] state)
    {
        Assert.Equal(number, state[0]);
        var text = Encoding.UTF8.GetString(state.AsSpan(1));
        var (body, id) = (text[..^9], text[^9..]);
        return tree switch
        {
            Texts => [new(Encoding.UTF8.GetBytes(body + id), state)],
            Lengths => [new([(byte)body.Length, .. Encoding.UTF8.GetBytes(id)], state)],
            _ => [.. body.Distinct().Select(letter => new IndexEntry(Encoding.UTF8.GetBytes(letter + id), state)), .. body.Length > 1 ? [new IndexEntry(Encoding.UTF8.GetBytes("~" + id), [], 1 - body.Distinct().Count())] : (IndexEntry[])[]],
        };
    }

    /// <summary>Describes an entry without the version.</summary>
    public static string Describe(IndexEntry entry) =>
        $"{Encoding.UTF8.GetString(entry.Key)} {(entry.Value.Length == 0 ? "" : Encoding.UTF8.GetString(entry.Value.AsSpan(1)))} {entry.Weight}";
}
