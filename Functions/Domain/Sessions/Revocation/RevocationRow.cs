using System.Collections.Immutable;
using System.Globalization;
using Azure.Data.Tables;
using Serverless.Storage;

namespace Serverless.Domain.Sessions.Revocation;

/// <summary>Represents the credentials of one user that a transaction is about to revoke, or whose rows it is about to change.</summary>
/// <param name="UserId">The id of the user.</param>
/// <param name="Records">The record ids of sessions and API tokens.</param>
internal sealed record RevocationRow(long UserId, ImmutableArray<long> Records)
{
    /// <summary>The columns that a poll reads.</summary>
    public static readonly string[] Columns = [nameof(UserId), nameof(Records)];

    /// <summary>Returns the row.</summary>
    /// <param name="bucket">The time bucket of the row.</param>
    /// <param name="key">A random number that makes the key unique.</param>
    public TableEntity ToRow(long bucket, long key) => new(RevocationBuckets.Partition(bucket, UserId % RevocationBuckets.Shards), $"{key:x16}")
    {
        [nameof(UserId)] = UserId,
        [nameof(Records)] = string.Join(',', Records.Select(Key.Encode)),
    };

    /// <summary>Reads a row.</summary>
    public static RevocationRow From(TableEntity row) => new(
        row.GetInt64(nameof(UserId)) ?? 0,
        [.. row.GetString(nameof(Records)).Split(',').Select(id => long.Parse(id, CultureInfo.InvariantCulture))]);
}
