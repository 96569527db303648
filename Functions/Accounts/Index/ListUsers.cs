using Serverless.Pipeline;
using Serverless.Storage;

namespace Serverless.Accounts.Index;

/// <summary>Reads parts of the list of users. What it costs depends on the part, not on how many users there are.</summary>
public sealed class ListUsers(Tables tables)
{
    private const int Tries = 6;

    /// <summary>A part of the list of all users but root.</summary>
    /// <param name="order">Sort conditions of the fields id, name, created, enabled; what follows a field that no two users share says nothing.</param>
    /// <param name="offset">Users to skip.</param>
    /// <param name="limit">Users to return at most.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    /// <returns>The users, and how many there are in all.</returns>
    public Task<(IReadOnlyList<UserListing> Users, int Total)> Page(IReadOnlyList<ReadOrder> order, int offset, int limit, CancellationToken cancellation) =>
        Consistently(index => Page(index, order, offset, limit, cancellation));

    /// <summary>The users of whom name, address or Telegram name contain a text, root left out, in no order.</summary>
    /// <param name="text">
    /// In lower case, not empty. With three or more characters what it costs depends on the hits: one transaction for a few of them, or two. With less
    /// it costs about one for each three characters with which somebody's text begins so.
    /// </param>
    /// <param name="cancellation">Cancels the reads.</param>
    public Task<List<UserListing>> Search(string text, CancellationToken cancellation) => Consistently(index => index.Find(text, cancellation));

    /// <summary>Sorts as <see cref="Page(IReadOnlyList{ReadOrder}, int, int, CancellationToken)"/> does.</summary>
    public static IReadOnlyList<UserListing> Sort(IEnumerable<UserListing> users, IReadOnlyList<ReadOrder> order)
    {
        var (key, isDescending, groups) = Plan(order);
        var sorted = users.Order(Comparer<UserListing>.Create((one, other) =>
        {
            var byGroup = groups is null ? 0 : one.Enabled.CompareTo(other.Enabled);
            return byGroup != 0
                ? (groups!.Value ? -byGroup : byGroup)
                : string.CompareOrdinal(key.Key(one), key.Key(other)) * (isDescending ? -1 : 1);
        }));
        return [.. sorted];
    }

    private async Task<T> Consistently<T>(Func<IndexReader, Task<T>> read)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await read(new IndexReader(new IndexNodes(tables.Index)));
            }
            catch (IndexChangedException) when (attempt < Tries)
            {
                // Somebody wrote between two reads; what was read does not fit together.
            }
            catch (IndexChangedException)
            {
                throw new ContentionException();
            }
        }
    }

    private static async Task<(IReadOnlyList<UserListing> Users, int Total)> Page(
        IndexReader index, IReadOnlyList<ReadOrder> conditions, int offset, int limit, CancellationToken cancellation)
    {
        var (order, isDescending, groups) = Plan(conditions);
        var total = await index.Count(order.Root(), cancellation);
        var first = groups is null || groups == isDescending || offset >= total ? 0 : await index.CountBelow(new(order.Root(), UserOrders.FirstEnabled), cancellation);
        // Two stretches of the tree one behind the other, each read in the same direction: one of them is empty unless the groups run against the rest.
        (int Start, int End)[] stretches = groups == true ? [(first, total), (0, first)] : [(0, first), (first, total)];
        var users = new List<UserListing>();
        var skip = Math.Min(offset, total);
        foreach (var (start, end) in stretches)
        {
            var length = end - start;
            var (from, to) = (Math.Min(skip, length), Math.Min(skip + limit - users.Count, length));
            skip -= from;
            if (from < to)
            {
                var part = isDescending
                    ? await index.Range(order.Root(), end - to, end - from, cancellation)
                    : await index.Range(order.Root(), start + from, start + to, cancellation);
                if (isDescending)
                {
                    part.Reverse();
                }

                users.AddRange(part);
            }
        }

        return (users, total);
    }

    /// <summary>Which tree, in which direction; and if the groups of disabled and enabled come first, whether enabled is the first of them.</summary>
    private static (UserOrder Order, bool IsDescending, bool? Groups) Plan(IReadOnlyList<ReadOrder> order)
    {
        var within = order.Where(condition => condition.Field != "enabled").Select(condition => (ReadOrder?)condition).FirstOrDefault();
        var isGrouped = order is [{ Field: "enabled" }, ..];
        var tree = within?.Field switch
        {
            "id" => isGrouped ? UserOrder.EnabledId : UserOrder.Id,
            "created" => isGrouped ? UserOrder.EnabledCreated : UserOrder.Created,
            _ => isGrouped ? UserOrder.EnabledName : UserOrder.Name,
        };
        // Name descending is the list's own order.
        return (tree, within?.IsDescending ?? true, isGrouped ? order[0].IsDescending : null);
    }
}
