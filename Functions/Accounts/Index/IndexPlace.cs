namespace Serverless.Accounts.Index;

/// <summary>A place in one of the trees.</summary>
/// <param name="Root">The tree, by the row key of its root.</param>
/// <param name="Key">The key of the entry.</param>
internal readonly record struct IndexPlace(string Root, string Key)
{
    /// <summary>Every place at which the index has a user: one for each order, and one for each ending of his texts.</summary>
    public static IEnumerable<IndexPlace> Of(UserListing user) => UserOrders.All.Select(order => order.Place(user)).Concat(TextTrees.Places(user));
}
