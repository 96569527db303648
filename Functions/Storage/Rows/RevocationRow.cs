using System.Collections.Immutable;
using System.Globalization;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Represents the credentials of one user that a transaction is about to revoke, or whose rows it is about to change.</summary>
/// <param name="UserId">The id of the user.</param>
/// <param name="Records">The record ids of sessions and API tokens.</param>
internal sealed record RevocationRow(long UserId, ImmutableArray<long> Records)
{
    /// <summary>The columns that are read.</summary>
    internal static readonly string[] Selected = [.. Columns.Keys, nameof(UserId), nameof(Records)];

    /// <summary>Returns the entity.</summary>
    /// <param name="bucket">The time bucket.</param>
    /// <param name="key">A random number that makes the key unique.</param>
    internal TableEntity ToEntity(long bucket, long key) => new(RevocationBuckets.Partition(bucket, UserId % RevocationBuckets.Shards), $"{key:x16}")
    {
        [nameof(UserId)] = UserId,
        [nameof(Records)] = string.Join(',', Records.Select(Key.Encode)),
    };

    /// <summary>Parses an entity.</summary>
    internal static RevocationRow From(TableEntity entity) => new(
        entity.GetInt64(nameof(UserId)) ?? 0,
        [.. entity.GetString(nameof(Records)).Split(',').Select(id => long.Parse(id, CultureInfo.InvariantCulture))]);
}
