using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using Serverless.LocalHost.Sockets;
using Serverless.Storage;
using Serverless.Storage.Index;

namespace Serverless.Sockets;

/// <summary>
/// Reads and writes the rows of partition <c>sockets</c> in table Counters. Instance rows list the local hosts that have sockets. Signal rows hold pushes and
/// closes for those sockets. No version uses a row after some minutes, so these rows do not belong to the form of stored data.
/// </summary>
public sealed class SignalRows(Tables tables, StorageClock clock)
{
    /// <summary>The number of reads of signals after which an instance renews its row.</summary>
    public const int LooksPerRenewal = 20;

    private const string Partition = "sockets";
    private const string InstancePrefix = "instance;";
    private const string SignalPrefix = "signal;";
    private const string Until = nameof(Until);
    private const string From = nameof(From);
    private const string Signals = nameof(Signals);

    // Well below the 32,767 characters of a column.
    private const int SignalsPerRow = 100;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>How far back a read of signals goes. It is longer than a write takes, retries included.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private readonly string _instance = Ids.Random().ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes or renews the row that registers this process as one with sockets.</summary>
    public Task Register(CancellationToken cancellation) => tables.Counters.UpsertEntityAsync(
        new TableEntity(Partition, InstancePrefix + _instance) { [Until] = clock.Now + Lease }, TableUpdateMode.Replace, cancellation);

    /// <summary>Deletes the row of this process, which no longer has sockets.</summary>
    public Task Unregister(CancellationToken cancellation) => tables.Counters.DeleteEntityAsync(Partition, InstancePrefix + _instance, ETag.All, cancellation);

    /// <summary>Returns whether another process has sockets.</summary>
    public async Task<bool> HasOthers(CancellationToken cancellation)
    {
        var (first, end) = (InstancePrefix, InstancePrefix[..^1] + '<'); // '<' follows ';'
        var others = await Query($"PartitionKey eq {Partition} and RowKey ge {first} and RowKey lt {end}", cancellation);
        return others.Any(row => row.RowKey != InstancePrefix + _instance && row.GetDateTimeOffset(Until) > clock.Now);
    }

    /// <summary>Writes signals for the other processes.</summary>
    public async Task Write(IEnumerable<SocketSignal> signals, CancellationToken cancellation)
    {
        foreach (var part in signals.Distinct().Chunk(SignalsPerRow))
        {
            var row = new TableEntity(Partition, $"{Key(clock.Now)};{Ids.Random()}")
            {
                [From] = _instance,
                [Signals] = JsonSerializer.Serialize(part, SignalJson.Default.SocketSignalArray),
            };
            await tables.Counters.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellation);
        }
    }

    /// <summary>Returns the recent signals of other processes. It takes one request.</summary>
    public async Task<IReadOnlyList<(string Key, IReadOnlyList<SocketSignal> Signals)>> Read(CancellationToken cancellation)
    {
        var (first, end) = (Key(clock.Now - Overlap), SignalPrefix[..^1] + '<');
        var found = await Query($"PartitionKey eq {Partition} and RowKey ge {first} and RowKey lt {end}", cancellation);
        return [.. found.Where(row => row.GetString(From) != _instance).Select(row => (row.RowKey, (IReadOnlyList<SocketSignal>)Parse(row.GetString(Signals))))];
    }

    /// <summary>Deletes signals that no process reads any more, and the rows of processes that ended without deleting them.</summary>
    public async Task DeleteOld(CancellationToken cancellation)
    {
        var (now, end) = (clock.Now, Key(clock.Now - Kept));
        var rows = await Query($"PartitionKey eq {Partition} and (RowKey lt {end} or Until lt {now})", cancellation);
        await tables.Counters.DeleteAll(
            rows.Where(row => row.RowKey.StartsWith(SignalPrefix, StringComparison.Ordinal) ? string.CompareOrdinal(row.RowKey, end) < 0 : row.GetDateTimeOffset(Until) + Kept < now), cancellation);
    }

    private static string Key(DateTimeOffset time) => $"{SignalPrefix}{time.ToUnixTimeMilliseconds():D15}";

    private static SocketSignal[] Parse(string text) => JsonSerializer.Deserialize(text, SignalJson.Default.SocketSignalArray) ?? [];

    private async Task<List<TableEntity>> Query(FormattableString filter, CancellationToken cancellation) =>
        await tables.Counters.QueryAsync<TableEntity>(TableClient.CreateQueryFilter(filter), cancellationToken: cancellation).ToListAsync(cancellation);
}

/// <summary>Provides the JSON serialization of signals.</summary>
[JsonSerializable(typeof(SocketSignal[]))]
internal sealed partial class SignalJson : JsonSerializerContext;
