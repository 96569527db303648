using Serverless.Storage.Index;

namespace Serverless.Domain.Users.Index;

/// <summary>Defines the trees of one version of <see cref="PackedListing"/>. Version 1 has no tree of pseudonyms.</summary>
internal sealed class UserIndexVersion(byte number) : IIndexVersion
{
    private static readonly Dictionary<string, UserOrder> Orders = UserOrders.All.ToDictionary(UserOrders.Tree, StringComparer.Ordinal);

    /// <inheritdoc />
    public byte Number => number;

    /// <inheritdoc />
    public IReadOnlyList<string> Trees { get; } = [.. Orders.Keys, .. TextTrees.All, .. number == PackedListing.WithoutPseudonym ? (string[])[] : [PseudonymTree.Name]];

    /// <inheritdoc />
    public IEnumerable<IndexEntry> Entries(string tree, byte[] state)
    {
        var user = PackedListing.Unpack(state);
        return Orders.TryGetValue(tree, out var order) ? [new(IndexText.Key(order.Key(user)), state)]
            : tree == PseudonymTree.Name ? PseudonymTree.Entries(user)
            : TextTrees.Entries(tree, user, state);
    }
}
