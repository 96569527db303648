using Serverless.Storage.Index;

namespace Serverless.Domain.Users.Index;

/// <summary>All users in a sort order.</summary>
internal sealed class OrderedUsers
{
    private readonly TreeView _tree;
    private readonly UserSort _sort;
    private readonly int _disabled; // the disabled users come first in trees that keep them apart

    private OrderedUsers(TreeView tree, UserSort sort, int disabled) => (_tree, _sort, _disabled) = (tree, sort, disabled);

    /// <summary>Gets the number of users.</summary>
    public int Count => _tree.Count;

    /// <summary>Opens the list of a snapshot.</summary>
    public static async Task<OrderedUsers> Open(IndexSnapshot snapshot, UserSort sort, CancellationToken cancellation)
    {
        var tree = await snapshot.Tree(sort.Order.Tree(), cancellation);
        var disabled = sort.IsEnabledFirst is null || sort.IsEnabledFirst == sort.IsDescending
            ? 0 // one stretch, read in one direction
            : await tree.CountIn(new(null, IndexText.Key(UserOrders.FirstEnabled)), cancellation);
        return new(tree, sort, disabled);
    }

    /// <summary>Returns those ids that users have.</summary>
    public static async Task<IReadOnlySet<long>> Existing(IndexSnapshot snapshot, IReadOnlyCollection<long> ids, CancellationToken cancellation)
    {
        if (ids.Count == 0)
        {
            return new HashSet<long>();
        }

        var tree = await snapshot.Tree(UserOrder.Id.Tree(), cancellation);
        return (await tree.EntriesAt([.. ids.Select(id => IndexText.Key(UserOrders.Key(id)))], cancellation)).Select(entry => PackedListing.Unpack(entry.Value).Id).ToHashSet();
    }

    /// <summary>Returns users by their position.</summary>
    public async Task<List<UserListing>> Range(int offset, int limit, CancellationToken cancellation)
    {
        // Two stretches of the tree one behind the other, each read in the same direction: one of them is empty unless the groups run against the rest.
        (int Start, int End)[] stretches = _sort.IsEnabledFirst == true ? [(_disabled, Count), (0, _disabled)] : [(0, _disabled), (_disabled, Count)];
        var users = new List<UserListing>();
        var skip = Math.Min(offset, Count);
        foreach (var (start, end) in stretches)
        {
            var length = end - start;
            var (from, to) = (Math.Min(skip, length), Math.Min(skip + limit - users.Count, length));
            skip -= from;
            if (from < to)
            {
                var part = await (_sort.IsDescending ? _tree.Range(end - to, end - from, cancellation) : _tree.Range(start + from, start + to, cancellation));
                var listed = part.ConvertAll(entry => PackedListing.Unpack(entry.Value));
                if (_sort.IsDescending)
                {
                    listed.Reverse();
                }

                users.AddRange(listed);
            }
        }

        return users;
    }
}
