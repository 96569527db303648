using Serverless.Storage.Index;

namespace Serverless.Domain.Users.Index;

/// <summary>
/// Searches one snapshot for a text. The tree of suffixes counts the users who match. If they are few, they are read from that tree. If they are many,
/// a walk through all users in the order of the list finds enough of them soon.
/// </summary>
internal sealed class UserSearch(IndexSnapshot snapshot, string text, UserSort sort)
{
    private const int Few = 400; // suffixes: two or three leaves
    private const int FirstPart = 200;
    private const int LargestPart = 3200;

    /// <summary>Returns a part of the list of users who match.</summary>
    public async Task<UserPage> Run(int offset, int limit, CancellationToken cancellation)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            return new([], 0); // separates suffix and id in keys; no text of a user contains it
        }

        var suffixes = await snapshot.Tree(TextTrees.Tree(text), cancellation);
        var range = TextTrees.Range(text);
        var (total, entries) = ((int)await suffixes.WeightIn(range, cancellation), await suffixes.CountIn(range, cancellation));
        if (offset >= total || limit == 0)
        {
            return new([], total);
        }

        return new(await Walk(total, entries, offset, limit, cancellation) ?? await Expand(suffixes, range, offset, limit, cancellation), total);
    }

    private async Task<IReadOnlyList<UserListing>> Expand(TreeView suffixes, KeyRange range, int offset, int limit, CancellationToken cancellation)
    {
        var found = (await suffixes.EntriesIn(range, cancellation)).Where(entry => entry.Weight > 0).Select(entry => PackedListing.Unpack(entry.Value)).DistinctBy(user => user.Id);
        return [.. sort.Sort(found).Skip(offset).Take(limit)];
    }

    /// <returns>The users; null if it is cheaper to read all users who match, by the estimate before the walk or by its progress.</returns>
    private async Task<IReadOnlyList<UserListing>?> Walk(int total, int entries, int offset, int limit, CancellationToken cancellation)
    {
        if (entries <= Few)
        {
            return null;
        }

        var users = await OrderedUsers.Open(snapshot, sort, cancellation);
        var wanted = Math.Min((long)offset + limit, total);
        if (wanted * users.Count / total > entries)
        {
            return null;
        }

        var found = new List<UserListing>();
        for (var (position, part) = (0, FirstPart); position < users.Count && found.Count < wanted; position += part, part = Math.Min(part * 2, LargestPart))
        {
            if (position > 2L * entries)
            {
                return null; // the users who match come late in this order
            }

            found.AddRange((await users.Range(position, part, cancellation)).Where(user => user.Contains(text)));
        }

        return [.. found.Skip(offset).Take(limit)];
    }
}
