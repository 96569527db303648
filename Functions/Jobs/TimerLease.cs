using Serverless.LocalHost;
using Serverless.Storage.Forms;
using Serverless.Storage.Rows;

namespace Serverless.Jobs;

/// <summary>
/// Ensures that one of several local hosts on one storage account runs the timers, as on the Functions host. The lease is the row <c>timers</c> of
/// partition <c>lease</c> in table Counters. Its holder writes it repeatedly. If it is unchanged for <see cref="Length"/>, another process takes it.
/// </summary>
/// <remarks>
/// Each process measures with its own clock how long the row is unchanged, so different clocks do no harm. If a process is paused for longer than
/// <see cref="Length"/>, a timer function can run in it beside the new holder: every job of this app tolerates that.
/// </remarks>
public sealed class TimerLease(LeaseRows rows, FormState form, TimeProvider time) : ITimerLease, IDisposable
{
    /// <summary>The time for which the row must be unchanged before another process takes it.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    private const string Name = "timers";

    private readonly SemaphoreSlim _one = new(1, 1);
    private LeaseRow? _held;
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
                await rows.TryWrite(row with { IsFree = true }, cancellation);
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
        var row = await rows.Find(Name, cancellation);
        if (row is null or { IsFree: true } || (row.Revision == _seen && time.GetElapsedTime(_since) >= Length))
        {
            return await Write(row ?? new LeaseRow { Name = Name }, cancellation);
        }

        Saw(row);
        return false;
    }

    private async Task<bool> Write(LeaseRow row, CancellationToken cancellation)
    {
        _held = null;
        if (await rows.TryWrite(row with { IsFree = false }, cancellation) is not { } written)
        {
            _seen = null; // another process was faster: the next read finds its row
            return false;
        }

        _held = written;
        Saw(written);
        return true;
    }

    private void Saw(LeaseRow row)
    {
        _looked = time.GetTimestamp();
        if (row.Revision != _seen)
        {
            (_seen, _since) = (row.Revision, _looked);
        }
    }
}
