using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.LocalHost.Sockets;
using Serverless.Storage;
using Serverless.Storage.Index;
using Serverless.Storage.Rows;

namespace Serverless.Sockets;

/// <summary>
/// Registers this process as one with sockets, and exchanges pushes and closes with the others. They are rows of table Counters, see
/// <see cref="SocketRows"/>.
/// </summary>
public sealed class SignalRows(SocketRows rows, StorageClock clock)
{
    /// <summary>The number of reads of signals after which an instance renews its row.</summary>
    public const int LooksPerRenewal = 20;

    // Well below the 32,767 characters of a column.
    private const int SignalsPerRow = 100;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>How far back a read of signals goes. It is longer than a write takes, retries included.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private readonly string _instance = Ids.Random().ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes or renews the row that registers this process as one with sockets.</summary>
    public Task Register(CancellationToken cancellation) => rows.Register(_instance, clock.Now + Lease, cancellation);

    /// <summary>Deletes the row of this process, which no longer has sockets.</summary>
    public Task Unregister(CancellationToken cancellation) => rows.Unregister(_instance, cancellation);

    /// <summary>Returns whether another process has sockets.</summary>
    public async Task<bool> HasOthers(CancellationToken cancellation) => (await rows.Instances(() => clock.Now, cancellation)).Any(instance => instance != _instance);

    /// <summary>Writes signals for the other processes.</summary>
    public async Task Write(IEnumerable<SocketSignal> signals, CancellationToken cancellation)
    {
        foreach (var part in signals.Distinct().Chunk(SignalsPerRow))
        {
            await rows.Write(clock.Now, _instance, JsonSerializer.Serialize(part, SignalJson.Default.SocketSignalArray), cancellation);
        }
    }

    /// <summary>Returns the recent signals of other processes. It takes one request.</summary>
    public async Task<IReadOnlyList<(string Key, IReadOnlyList<SocketSignal> Signals)>> Read(CancellationToken cancellation)
    {
        var found = await rows.Read(clock.Now - Overlap, cancellation);
        return [.. found.Where(row => row.Instance != _instance).Select(row => (row.Key, (IReadOnlyList<SocketSignal>)Parse(row.Signals)))];
    }

    /// <summary>Deletes signals that no process reads any more, and the rows of processes that ended without deleting them.</summary>
    public Task DeleteOld(CancellationToken cancellation) => rows.DeleteOld(clock.Now, Kept, cancellation);

    private static SocketSignal[] Parse(string text) => JsonSerializer.Deserialize(text, SignalJson.Default.SocketSignalArray) ?? [];
}

/// <summary>Provides the JSON serialization of signals.</summary>
[JsonSerializable(typeof(SocketSignal[]))]
internal sealed partial class SignalJson : JsonSerializerContext;
