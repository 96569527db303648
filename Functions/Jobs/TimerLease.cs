using Azure.Data.Tables;
using Serverless.LocalHost;
using Serverless.Storage;
using Serverless.Storage.Forms;

namespace Serverless.Jobs;

/// <summary>
/// Ensures that one of several local hosts on one storage account runs the timers, as on the Functions host. The lease is the row <c>timers</c> of
/// partition <c>lease</c> in table Counters. Its holder writes it repeatedly. If it is unchanged for <see cref="Length"/>, another process takes it.
/// </summary>
/// <remarks>
/// Each process measures with its own clock how long the row is unchanged, so different clocks do no harm. If a process is paused for longer than
/// <see cref="Length"/>, a timer function can run in it beside the new holder: every job of this app tolerates that.
/// </remarks>
public sealed class TimerLease(Tables tables, FormState form, TimeProvider time) : ITimerLease, IDisposable
{
    /// <summary>The time for which the row must be unchanged before another process takes it.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    private const string Partition = "lease";
    private const string Row = "timers";
    private const string IsFree = nameof(IsFree);

    private readonly SemaphoreSlim _one = new(1, 1);
    private TableEntity? _held;
    private string? _seen;
    private long _since;
    private long _looked;

    /// <inheritdoc />
    public TimeSpan RenewEvery => Length / 3;

    /// <inheritdoc />
    public async Task<bool> Hold(CancellationToken cancellation)
    {
        if (!form.IsOpen)
        {
            return false; // a job would not run either
        }

        await _one.WaitAsync(cancellation);
        try
        {
            var isFresh = _seen is not null && time.GetElapsedTime(_looked) < RenewEvery;
            return _held is null ? !isFresh && await TryTake(cancellation) : isFresh || await Write(_held, cancellation);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public async Task Release(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_held is { } row)
            {
                _held = null;
                row[IsFree] = true;
                await tables.Counters.TryUpdate(row, cancellation);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    /// <summary>Takes the lease when it is free, or unchanged for long enough. Called while this process does not hold it.</summary>
    private async Task<bool> TryTake(CancellationToken cancellation)
    {
        var row = await tables.Counters.Find(Partition, Row, cancellation);
        if (row is null || row.GetBoolean(IsFree) == true || (row.GetString(TableExtensions.Revision) == _seen && time.GetElapsedTime(_since) >= Length))
        {
            return await Write(row ?? new TableEntity(Partition, Row), cancellation);
        }

        Saw(row);
        return false;
    }

    private async Task<bool> Write(TableEntity row, CancellationToken cancellation)
    {
        row.Remove(IsFree);
        _held = null;
        if (row.ETag == default ? !await tables.Counters.TryAdd(row, cancellation) : !await tables.Counters.TryUpdate(row, cancellation))
        {
            _seen = null; // another process was faster: the next read finds its row
            return false;
        }

        _held = row;
        Saw(row);
        return true;
    }

    private void Saw(TableEntity row)
    {
        _looked = time.GetTimestamp();
        if (row.GetString(TableExtensions.Revision) is var revision && revision != _seen)
        {
            (_seen, _since) = (revision, _looked);
        }
    }
}
