using System.Globalization;
using Azure;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Reads the events of changes where the changes are: in the partitions of users.</summary>
public sealed class AuditOutboxRows(Tables tables, TableSweep sweep)
{
    private const int DeletionsAtOnce = 16;

    /// <summary>Returns the events of the changes of a user, newest change first. Makes one request for each thousand changes.</summary>
    public IAsyncEnumerable<AuditOutboxRow> OfUser(long userId)
    {
        var filter = RowRange.InPartition(Key.Encode(userId), AuditOutboxRow.KeyPrefix, AuditOutboxRow.KeyEnd);
        return tables.Accounts.QueryAsync<TableEntity>(filter).Select(AuditOutboxRow.From);
    }

    /// <summary>Returns some changes of a user, newest first. Makes one request for each thousand changes.</summary>
    /// <param name="userId">The id of the user.</param>
    /// <param name="from">The key of an event where the range begins; null for the newest change.</param>
    /// <param name="to">The key of an event before which the range ends; null for the oldest change.</param>
    /// <param name="limit">The maximum number of changes.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public async Task<IReadOnlyList<AuditOutboxRow>> Read(long userId, string? from, string? to, int limit, CancellationToken cancellation)
    {
        var filter = RowRange.InPartition(Key.Encode(userId), AuditOutboxRow.KeyPrefix + from, to is null ? AuditOutboxRow.KeyEnd : AuditOutboxRow.KeyPrefix + to);
        return await tables.Accounts.QueryAsync<TableEntity>(filter, Math.Min(limit, TableExtensions.LargestPage), cancellationToken: cancellation).Take(limit).Select(AuditOutboxRow.From).ToListAsync(cancellation);
    }

    /// <summary>Returns whether the events of a change are stored, so that the change was made. Makes one request.</summary>
    /// <param name="userId">The id of the user; 0 for the settings.</param>
    /// <param name="last">The last event of the change.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public async Task<bool> Exists(long userId, AuditRow last, CancellationToken cancellation)
    {
        var (table, partition) = userId == 0 ? (tables.Settings, SettingsRow.Partition) : (tables.Accounts, Key.Encode(userId));
        return await table.Find(partition, AuditOutboxRow.KeyPrefix + last.Key, cancellation) is not null;
    }

    /// <summary>Handles the events of the changes that were made since a time, of users and of the settings. Each run examines a part of the users.</summary>
    /// <param name="since">The time.</param>
    /// <param name="handle">Handles the events of a change of the user with an id; 0 for the settings.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <returns>Whether all changes were handled. Otherwise the next run goes on.</returns>
    public async Task<bool> SweepSince(DateTimeOffset since, Func<long, AuditOutboxRow, CancellationToken, ValueTask> handle, CancellationToken cancellation)
    {
        var (first, end) = (AuditOutboxRow.KeyPrefix, AuditOutboxRow.KeyAt(since));
        var settings = RowRange.InPartition(SettingsRow.Partition, first, end);
        await foreach (var entity in tables.Settings.QueryAsync<TableEntity>(settings, cancellationToken: cancellation))
        {
            await handle(0, AuditOutboxRow.From(entity), cancellation);
        }

        var filter = RowRange.InAllPartitions(first, end);
        return await sweep.Run(
            "missed-events", tables.Accounts, filter, (entity, stop) => handle(long.Parse(entity.PartitionKey, CultureInfo.InvariantCulture), AuditOutboxRow.From(entity), stop), cancellation);
    }

    /// <summary>Deletes the events of changes that were made before a time. Each run examines a part of the users.</summary>
    public async Task SweepBefore(DateTimeOffset before, CancellationToken cancellation)
    {
        var (first, end) = (AuditOutboxRow.KeyAt(before), AuditOutboxRow.KeyEnd);
        var settings = RowRange.InPartition(SettingsRow.Partition, first, end);
        await tables.Settings.DeleteAll(await tables.Settings.QueryAsync<TableEntity>(settings, select: Columns.Keys, cancellationToken: cancellation).ToListAsync(cancellation), cancellation);
        await sweep.Run("old-events", tables.Accounts, RowRange.InAllPartitions(first, end), Delete, cancellation, select: Columns.Keys, DeletionsAtOnce);

        async ValueTask Delete(TableEntity entity, CancellationToken stop)
        {
            entity.ETag = ETag.All;
            await tables.Accounts.TryDelete(entity, stop);
        }
    }
}
