using Azure.Data.Tables;

namespace Serverless.Storage.Index;

/// <summary>A snapshot read directly from all documents, while there are no trees that this version can read. Exact, and slower the more documents there are.</summary>
internal sealed class ScannedSnapshot(TableClient trees, IIndexContent content, IReadOnlyList<byte[]> states) : IndexSnapshot
{
    /// <summary>Reads all documents.</summary>
    /// <exception cref="IndexNotReadyException">There are more than <paramref name="most"/>.</exception>
    public static async Task<ScannedSnapshot> Read(TableClient trees, IIndexContent content, int most, CancellationToken cancellation)
    {
        var states = new List<byte[]>();
        await foreach (var (_, state) in content.ReadAll(cancellation))
        {
            states.Add(state);
            if (states.Count > most)
            {
                throw new IndexNotReadyException();
            }
        }

        return new(trees, content, states);
    }

    /// <inheritdoc />
    public override Task<TreeView> Tree(string name, CancellationToken cancellation) =>
        Task.FromResult(new TreeView(new TreeNodes(trees, ""), new Node(Node.Root), TreeDelta.Of(content.Current, name, states)));
}
