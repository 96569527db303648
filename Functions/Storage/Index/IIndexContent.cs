namespace Serverless.Storage.Index;

/// <summary>Defines the content of the index. The index itself handles only bytes.</summary>
public interface IIndexContent
{
    /// <summary>Gets the version of this app. Its trees are built, read and folded.</summary>
    IIndexVersion Current { get; }

    /// <summary>
    /// Gets the versions of older apps, the latest first. Their trees are still read and folded. An instance of such an app may run beside this one.
    /// </summary>
    IReadOnlyList<IIndexVersion> Older { get; }

    /// <summary>Reads the document as it is stored now.</summary>
    Task<StoredDocument> Read(string document, CancellationToken cancellation);

    /// <summary>Reads all documents that are to be indexed, for a rebuild. Their states are those of the current version.</summary>
    IAsyncEnumerable<(string Document, byte[] State)> ReadAll(CancellationToken cancellation);
}

/// <summary>Defines one version of states, keys, values and trees.</summary>
public interface IIndexVersion
{
    /// <summary>Gets the number of the version. A later version has a greater number.</summary>
    byte Number { get; }

    /// <summary>Gets the names of the trees.</summary>
    IReadOnlyList<string> Trees { get; }

    /// <summary>Returns the entries of a document in one tree. The same state always has the same entries.</summary>
    IEnumerable<IndexEntry> Entries(string tree, byte[] state);
}

/// <summary>A document as it is stored.</summary>
/// <param name="Stamp">The stamp of its last indexed change, 0 if it has none; null if there is no such document.</param>
public readonly record struct StoredDocument(long? Stamp);

/// <summary>The states of a document before and after a change, in the form of one version.</summary>
/// <param name="Before">The state before; null if the document was not indexed.</param>
/// <param name="After">The state after; null if the document is not to be indexed.</param>
public readonly record struct StateChange(byte[]? Before, byte[]? After);

/// <summary>Extends <see cref="IIndexContent"/>.</summary>
internal static class IndexContentExtensions
{
    /// <summary>Returns the versions that this app knows, the current one first.</summary>
    public static IEnumerable<IIndexVersion> Versions(this IIndexContent content) => content.Older.Prepend(content.Current);

    /// <summary>Returns the version of a generation; null if this app does not know it.</summary>
    public static IIndexVersion? VersionOf(this IIndexContent content, string? generation) =>
        content.Versions().FirstOrDefault(version => Generation.Of(generation).Is(version.Number));
}
