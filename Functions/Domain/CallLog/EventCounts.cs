using System.Globalization;
using Microsoft.Extensions.Logging;
using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Domain.CallLog;

/// <summary>
/// Counts events of this instance in memory, and writes them into the call log with each flush: a sum of their own, which the statistics read like those of
/// calls. So no two instances write a row, and no request waits for a write.
/// </summary>
/// <remarks>
/// An instance has one row in a time bucket, and replaces it by a sum that contains more. A write whose outcome is unknown is repeated with the same content
/// until it succeeds. When no instance may write into its time bucket any more, a read tells whether it arrived. So each event is counted once. An instance
/// that is killed loses the events of a few seconds.
/// </remarks>
public sealed partial class EventCounts(CallCountRows rows, TimeProvider time, ILogger<EventCounts> logger) : FlushedWithCalls, IDisposable
{
    private readonly string _instance = Ids.Random().ToString("x16", CultureInfo.InvariantCulture);
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private CallCounts? _waiting;
    private CallCounts? _pending; // being written; not null after an unknown outcome
    private CallSumRow? _row;
    private long _sequence;

    /// <summary>Counts an event that happens now.</summary>
    public void Count(CountedEvent happened)
    {
        var minute = Minutes.Of(time.GetUtcNow());
        lock (_lock)
        {
            (_waiting ??= new()).Add(happened, minute);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    /// <inheritdoc />
    protected override async Task Write(CancellationToken cancellation)
    {
        await _one.WaitAsync(CancellationToken.None);
        try
        {
            await WritePending(cancellation);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    protected override void Report(string reason) => LogFailed(logger, reason);

    private async Task WritePending(CancellationToken cancellation)
    {
        var minute = Minutes.Of(time.GetUtcNow());
        if (_pending is null)
        {
            if ((_pending = Take()) is null)
            {
                return;
            }

            if (_row?.Bucket != Minutes.Floor(minute, Minutes.Bucket))
            {
                _row = NewRow(minute);
            }
        }
        else if (minute >= _row!.Bucket + Minutes.Bucket + BatchWriter.Grace)
        {
            if ((await rows.Find(_row.Bucket, _row.Key, cancellation))?.Counts.AsSpan().SequenceEqual(WithPending(_row).Counts) == true)
            {
                _pending = null;
                return;
            }

            _row = NewRow(minute);
        }

        var next = WithPending(_row!);
        await rows.Save(next, cancellation);
        (_row, _pending) = (next, null);
    }

    private CallCounts? Take()
    {
        lock (_lock)
        {
            var taken = _waiting;
            _waiting = null;
            return taken;
        }
    }

    private CallSumRow NewRow(long minute) => new()
    {
        Bucket = Minutes.Floor(minute, Minutes.Bucket),
        Key = CallSumRow.KeyOfEvents(_instance, _sequence++),
        Counts = new CallCounts().Pack(),
    };

    private CallSumRow WithPending(CallSumRow row)
    {
        var counts = CallCounts.Unpack(row.Counts);
        counts.Add(_pending!);
        return row with { Counts = counts.Pack() };
    }

    [LoggerMessage(246, LogLevel.Error, "The counts of sign-ups, sign-ins and emails cannot be written; they are kept and tried again. {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
