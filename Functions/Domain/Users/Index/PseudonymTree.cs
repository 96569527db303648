using System.Buffers.Binary;
using Serverless.Storage.Index;

namespace Serverless.Domain.Users.Index;

/// <summary>Maps a <see cref="Pseudonym"/> to the user in a tree. Its values are ids, so it changes only when users are created or erased.</summary>
internal static class PseudonymTree
{
    /// <summary>The name of the tree.</summary>
    public const string Name = "Pseudonym";

    /// <summary>Returns the entry of a user, or no entry for a user without a pseudonym.</summary>
    public static IEnumerable<IndexEntry> Entries(UserListing user) => user.Pseudonym == Pseudonym.Nobody ? [] : [new(Bytes(user.Pseudonym), Bytes(user.Id))];

    /// <summary>Returns the user ids of the given pseudonyms. Pseudonyms without a user are omitted.</summary>
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
