using Serverless.Storage.Index;

namespace Serverless.Domain.Users.Index;

/// <summary>Represents all users in a sort order.</summary>
internal sealed class OrderedUsers
{
    private readonly TreeView _tree;
    private readonly UserSort _sort;
    private readonly int _disabled; // disabled users come first in trees that group by state

    private OrderedUsers(TreeView tree, UserSort sort, int disabled) => (_tree, _sort, _disabled) = (tree, sort, disabled);

    /// <summary>Gets the number of users.</summary>
    public int Count => _tree.Count;

    /// <summary>Opens the list of a snapshot.</summary>
    public static async Task<OrderedUsers> Open(IndexSnapshot snapshot, UserSort sort, CancellationToken cancellation)
    {
        var tree = await snapshot.Tree(sort.Order.Tree(), cancellation);
        var disabled = sort.IsEnabledFirst is null || sort.IsEnabledFirst == sort.IsDescending
            ? 0 // one range, read in one direction
            : await tree.CountIn(new(null, IndexText.Key(UserOrders.FirstEnabled)), cancellation);
        return new(tree, sort, disabled);
    }

    /// <summary>Returns those of the given ids that belong to users.</summary>
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
        // Two consecutive ranges of the tree, each read in the same direction. One is empty, unless the order of the groups differs from the order within them.
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
