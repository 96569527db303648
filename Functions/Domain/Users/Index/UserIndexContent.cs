using Serverless.Storage.Index;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Users.Index;

/// <summary>Defines the content of the user index: all users except root, in the orders of lists, by the suffixes of their texts, and by pseudonym.</summary>
internal sealed class UserIndexContent(AccountRows rows) : IIndexContent
{
    private static readonly Dictionary<string, UserOrder> Orders = UserOrders.All.ToDictionary(UserOrders.Tree, StringComparer.Ordinal);

    /// <inheritdoc />
    public byte Version => PackedListing.Version;

    /// <inheritdoc />
    public IReadOnlyList<string> Trees { get; } = [.. Orders.Keys, .. TextTrees.All, PseudonymTree.Name];

    /// <inheritdoc />
    public IEnumerable<IndexEntry> Entries(string tree, byte[] state)
    {
        var user = PackedListing.Unpack(state);
        return Orders.TryGetValue(tree, out var order) ? [new(IndexText.Key(order.Key(user)), state)]
            : tree == PseudonymTree.Name ? PseudonymTree.Entries(user)
            : TextTrees.Entries(tree, user, state);
    }

    /// <inheritdoc />
    public async Task<StoredDocument> Read(string document, CancellationToken cancellation) => new((await rows.FindUser(long.Parse(document, null), cancellation))?.Listed);

    /// <inheritdoc />
    public async IAsyncEnumerable<(string Document, byte[] State)> ReadAll([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in rows.AllUsers(cancellation))
        {
            if (PackedListing.Pack(UserListing.ForIndex(row.ToUser())) is { } state)
            {
                yield return (UserIndex.Document(row.Id), state);
            }
        }
    }
}
