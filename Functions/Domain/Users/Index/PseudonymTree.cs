using System.Buffers.Binary;
using Serverless.Storage.Index;

namespace Serverless.Domain.Users.Index;

/// <summary>The tree that leads from a <see cref="Pseudonym"/> to the user. Its values are ids alone, so it changes only when users come and go.</summary>
internal static class PseudonymTree
{
    /// <summary>The name of the tree.</summary>
    public const string Name = "Pseudonym";

    /// <summary>Returns the entry of a user; none without a pseudonym.</summary>
    public static IEnumerable<IndexEntry> Entries(UserListing user) => user.Pseudonym == Pseudonym.Nobody ? [] : [new(Bytes(user.Pseudonym), Bytes(user.Id))];

    /// <summary>Returns the user ids of those pseudonyms that lead to a user.</summary>
    public static async Task<IReadOnlyDictionary<long, long>> Find(IndexSnapshot snapshot, IReadOnlyCollection<long> pseudonyms, CancellationToken cancellation)
    {
        if (pseudonyms.Count == 0)
        {
            return new Dictionary<long, long>();
        }

        var tree = await snapshot.Tree(Name, cancellation);
        return (await tree.EntriesAt([.. pseudonyms.Select(Bytes)], cancellation)).ToDictionary(entry => Number(entry.Key), entry => Number(entry.Value));
    }

    private static byte[] Bytes(long number)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }

    private static long Number(byte[] bytes) => BinaryPrimitives.ReadInt64BigEndian(bytes);
}
