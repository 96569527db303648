using System.Globalization;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Reads and writes the notifications to all users, in table Counters.</summary>
public sealed class BroadcastRows(Tables tables)
{
    private static readonly string[] UserColumns = [.. Columns.Keys, nameof(UserRow.Created), nameof(UserRow.IsErasing)];

    /// <summary>Returns a notification to all users, or null.</summary>
    public async Task<BroadcastRow?> Find(long id, CancellationToken cancellation) =>
        await tables.Counters.Find(BroadcastRow.Partition, BroadcastRow.Key(id), cancellation) is { } entity ? BroadcastRow.From(entity) : null;

    /// <summary>Adds a notification to all users.</summary>
    public Task Add(BroadcastRow row, CancellationToken cancellation) => tables.Counters.TryAdd(row.ToEntity(), cancellation);

    /// <summary>Stores how far the delivery has come. Returns false if another run did so in the meantime.</summary>
    public Task<bool> TryUpdate(BroadcastRow row, CancellationToken cancellation) => tables.Counters.TryUpdate(row.ToEntity(), cancellation);

    /// <summary>Deletes the rows of notifications that were created before a time.</summary>
    /// <returns>The number of deleted rows.</returns>
    public async Task<int> DeleteBefore(DateTimeOffset time, CancellationToken cancellation)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {BroadcastRow.Partition} and Created lt {time}");
        var old = await tables.Counters.QueryAsync<TableEntity>(filter, select: Columns.Keys, cancellationToken: cancellation).ToListAsync(cancellation);
        await tables.Counters.DeleteAll(old, cancellation);
        return old.Count;
    }

    /// <summary>Returns the users who follow a partition key, in the order of these keys.</summary>
    /// <param name="after">The partition key; null to begin with the first user.</param>
    /// <param name="most">The maximum number of users.</param>
    /// <param name="cancellation">Cancels the requests.</param>
    public async Task<IReadOnlyList<BroadcastUser>> Users(string? after, int most, CancellationToken cancellation)
    {
        var users = RowRange.InAllPartitions(UserRow.KeyPrefix, UserRow.KeyEnd);
        var filter = after is null ? users : $"{TableClient.CreateQueryFilter($"PartitionKey gt {after}")} and {users}";
        return await tables.Accounts.QueryAsync<TableEntity>(filter, most, UserColumns, cancellation).Take(most).Select(User).ToListAsync(cancellation);
    }

    private static BroadcastUser User(TableEntity entity) => new(
        entity.PartitionKey,
        long.Parse(entity.PartitionKey, CultureInfo.InvariantCulture),
        entity.GetDateTimeOffset(nameof(UserRow.Created)) ?? default,
        entity.GetBoolean(nameof(UserRow.IsErasing)) ?? false);
}

/// <summary>Represents a user as a notification to all users needs them.</summary>
/// <param name="PartitionKey">The partition key.</param>
/// <param name="Id">The user id.</param>
/// <param name="Created">The time when the account was created.</param>
/// <param name="IsErasing">Whether the user is deleted.</param>
public readonly record struct BroadcastUser(string PartitionKey, long Id, DateTimeOffset Created, bool IsErasing);
