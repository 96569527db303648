using Azure;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>
/// Reads and writes the rows of partition <c>sockets</c> in table Counters. Instance rows list the local hosts that have sockets. Signal rows hold pushes and
/// closes for those sockets. No version uses a row after some minutes, so these rows do not belong to the form of stored data.
/// </summary>
public sealed class SocketRows(Tables tables)
{
    private const string Partition = "sockets";
    private const string InstancePrefix = "instance;";
    private const string SignalPrefix = "signal;";
    private const string Until = nameof(Until);
    private const string From = nameof(From);
    private const string Signals = nameof(Signals);

    /// <summary>Writes or renews the row of an instance.</summary>
    public Task Register(string instance, DateTimeOffset until, CancellationToken cancellation) =>
        tables.Counters.UpsertEntityAsync(new TableEntity(Partition, InstancePrefix + instance) { [Until] = until }, TableUpdateMode.Replace, cancellation);

    /// <summary>Deletes the row of an instance.</summary>
    public Task Unregister(string instance, CancellationToken cancellation) => tables.Counters.DeleteEntityAsync(Partition, InstancePrefix + instance, ETag.All, cancellation);

    /// <summary>Returns the instances that are registered now. It takes one request.</summary>
    /// <param name="now">Returns the current time. It is asked after the response, which corrects the clock.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public async Task<IReadOnlyList<string>> Instances(Func<DateTimeOffset> now, CancellationToken cancellation)
    {
        var (first, end) = (InstancePrefix, RowRange.EndOf(InstancePrefix));
        var found = await Query($"PartitionKey eq {Partition} and RowKey ge {first} and RowKey lt {end}", cancellation);
        return [.. found.Where(entity => entity.GetDateTimeOffset(Until) > now()).Select(entity => entity.RowKey[InstancePrefix.Length..])];
    }

    /// <summary>Adds a row of signals.</summary>
    /// <param name="now">The current time.</param>
    /// <param name="instance">The instance that sends the signals.</param>
    /// <param name="signals">The signals as JSON.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public Task Write(DateTimeOffset now, string instance, string signals, CancellationToken cancellation)
    {
        var entity = new TableEntity(Partition, $"{Key(now)};{Ids.Random()}") { [From] = instance, [Signals] = signals };
        return tables.Counters.UpsertEntityAsync(entity, TableUpdateMode.Replace, cancellation);
    }

    /// <summary>Returns the rows of signals since a time: their keys, the instances that sent them, and the signals as JSON. It takes one request.</summary>
    public async Task<IReadOnlyList<(string Key, string Instance, string Signals)>> Read(DateTimeOffset since, CancellationToken cancellation)
    {
        var (first, end) = (Key(since), RowRange.EndOf(SignalPrefix));
        var found = await Query($"PartitionKey eq {Partition} and RowKey ge {first} and RowKey lt {end}", cancellation);
        return [.. found.Select(entity => (entity.RowKey, entity.GetString(From), entity.GetString(Signals)))];
    }

    /// <summary>Deletes signals that are older than a time span, and the rows of instances that ended without deleting them.</summary>
    public async Task DeleteOld(DateTimeOffset now, TimeSpan kept, CancellationToken cancellation)
    {
        var end = Key(now - kept);
        var rows = await Query($"PartitionKey eq {Partition} and (RowKey lt {end} or Until lt {now})", cancellation);
        await tables.Counters.DeleteAll(
            rows.Where(entity => entity.RowKey.StartsWith(SignalPrefix, StringComparison.Ordinal) ? string.CompareOrdinal(entity.RowKey, end) < 0 : entity.GetDateTimeOffset(Until) + kept < now), cancellation);
    }

    private static string Key(DateTimeOffset time) => $"{SignalPrefix}{time.ToUnixTimeMilliseconds():D15}";

    private async Task<List<TableEntity>> Query(FormattableString filter, CancellationToken cancellation) =>
        await tables.Counters.QueryAsync<TableEntity>(TableClient.CreateQueryFilter(filter), cancellationToken: cancellation).ToListAsync(cancellation);
}
