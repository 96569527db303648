namespace Serverless.Accounts.Index;

/// <summary>What is to be changed because of one user.</summary>
/// <param name="User">What the index shall say of him; null for nothing.</param>
/// <param name="Puts">Where it shall say so.</param>
/// <param name="Removals">Where it may say something of him, and shall not.</param>
internal sealed record IndexChange(UserListing? User, IReadOnlyList<IndexPlace> Puts, IReadOnlyList<IndexPlace> Removals)
{
    public bool IsEmpty => Puts.Count + Removals.Count == 0;

    public IEnumerable<IndexPlace> Places => Puts.Concat(Removals);

    /// <summary>From what the index may say of a user to what it shall say.</summary>
    public static IndexChange Between(IEnumerable<UserListing> before, UserListing? user)
    {
        var puts = user is null ? [] : IndexPlace.Of(user).ToHashSet();
        return new(user, [.. puts], [.. before.SelectMany(IndexPlace.Of).Distinct().Where(place => !puts.Contains(place))]);
    }

    /// <summary>The part of it in the trees of the orders.</summary>
    public IndexChange InOrders() => Part(place => !IsText(place));

    /// <summary>The parts in the trees of texts, one for each tree: who has a text before and after is found at every moment, if each is made at once.</summary>
    public IEnumerable<IndexChange> InTexts() =>
        Places.Where(IsText).Select(place => place.Root).Distinct().Select(root => Part(place => place.Root == root));

    /// <summary>The same place by place.</summary>
    public IEnumerable<IndexChange> Single() =>
        Puts.Select(place => this with { Puts = [place], Removals = [] }).Concat(Removals.Select(place => this with { Puts = [], Removals = [place] }));

    private static bool IsText(IndexPlace place) => place.Root.StartsWith(TextTrees.Prefix, StringComparison.Ordinal);

    private IndexChange Part(Func<IndexPlace, bool> which) => this with { Puts = [.. Puts.Where(which)], Removals = [.. Removals.Where(which)] };
}
