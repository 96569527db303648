namespace Serverless.Storage.Index;

/// <summary>Defines the content of the index. The index itself handles only bytes.</summary>
public interface IIndexContent
{
    /// <summary>Gets the version of states, keys and values. An index of another version is ignored and rebuilt.</summary>
    byte Version { get; }

    /// <summary>Gets the names of the trees.</summary>
    IReadOnlyList<string> Trees { get; }

    /// <summary>Returns the entries of a document in one tree. The same state always has the same entries.</summary>
    IEnumerable<IndexEntry> Entries(string tree, byte[] state);

    /// <summary>Reads the document as it is stored now.</summary>
    Task<StoredDocument> Read(string document, CancellationToken cancellation);

    /// <summary>Reads all documents that are to be indexed, for a rebuild.</summary>
    IAsyncEnumerable<(string Document, byte[] State)> ReadAll(CancellationToken cancellation);
}

/// <summary>A document as it is stored.</summary>
/// <param name="Stamp">The stamp of its last indexed change, 0 if it has none; null if there is no such document.</param>
public readonly record struct StoredDocument(long? Stamp);
