using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Domain.RateLimits;

/// <summary>
/// The rows of table Limits, which all instances count together. Each subject has its own row, so there is no row that all calls need. Every write
/// uses the row's ETag. A call that loses the race three times counts as limited, because so many concurrent calls are what limits prevent.
/// </summary>
public sealed class SharedLimits(CountRows rows, TimeProvider time)
{
    private const int Tries = 3;
    private const int Remembered = 4096;

    /// <summary>The wait for a call that meets too many concurrent calls, which end in a moment.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LimitRow> _held = [];
    private readonly Generations<string, CountRow> _recent = new(Remembered, TimeSpan.TicksPerHour);

    /// <summary>
    /// Counts one call if it is allowed: one write, and a read before the first on this instance. Further refused calls cost no request.
    /// </summary>
    internal async Task<LimitState> Take(string key, ILimitRule rule, CancellationToken cancellation)
    {
        using var row = Hold(key);
        await row.Writing.WaitAsync(cancellation);
        try
        {
            row.UseRead(Recent(key) ?? await Find(key, cancellation));
            return await Write(row, rule, evenIfLimited: false, cancellation);
        }
        finally
        {
            row.Writing.Release();
        }
    }

    /// <summary>Counts something that happened already, allowed or not.</summary>
    /// <returns>The state before it.</returns>
    internal async Task<LimitState> Record(LimitRow row, ILimitRule rule, CancellationToken cancellation)
    {
        await row.Writing.WaitAsync(cancellation);
        try
        {
            return await Write(row, rule, evenIfLimited: true, cancellation);
        }
        finally
        {
            row.Writing.Release();
        }
    }

    /// <summary>Returns the row of a key as this instance knows it, shared by all calls on this instance that currently need it.</summary>
    internal LimitRow Hold(string key)
    {
        lock (_lock)
        {
            if (!_held.TryGetValue(key, out var row))
            {
                _held.Add(key, row = new LimitRow(key, Release));
            }

            row.Holders++;
            return row;
        }
    }

    /// <summary>Reads the row. Returns null if there is none.</summary>
    internal Task<CountRow?> Find(string key, CancellationToken cancellation) => rows.Find(key, cancellation);

    /// <summary>
    /// Returns the row of a rate as this instance saw it recently. Other instances may have counted more since; counts are never taken back.
    /// </summary>
    internal CountRow? Recent(string key)
    {
        lock (_lock)
        {
            return _recent.TryGet(key, out var row) ? row : null;
        }
    }

    /// <summary>
    /// Deletes the failures that a rule counts: no request if there are none. If other calls keep changing the row, it stays until the next success.
    /// </summary>
    internal async Task Forget(LimitRow row, FailureRule rule, CancellationToken cancellation)
    {
        await row.Writing.WaitAsync(cancellation);
        try
        {
            for (var attempt = 0; attempt < Tries && row.Stored is { } before; attempt++)
            {
                if (rule.Forget(before) is not { } after)
                {
                    return;
                }

                var isEmpty = FailureRule.IsEmpty(after);
                var written = isEmpty ? null : await rows.TryWrite(after, cancellation);
                if (isEmpty ? await rows.TryDelete(after, cancellation) : written is not null)
                {
                    row.Written(written);
                    return;
                }

                await Contention.Pause(attempt, cancellation);
                row.Written(await Find(row.Key, cancellation));
            }
        }
        finally
        {
            row.Writing.Release();
        }
    }

    /// <summary>Deletes expired rows: a part of the table in each run.</summary>
    /// <returns>The number of deleted rows.</returns>
    public Task<int> DeleteExpired(CancellationToken cancellation) => rows.SweepExpired(time.GetUtcNow() - Rate.Skew, cancellation);

    private async Task<LimitState> Write(LimitRow row, ILimitRule rule, bool evenIfLimited, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var now = time.GetUtcNow();
            var before = row.Stored;
            var state = rule.Peek(before, now);
            if (state.IsLimited && !evenIfLimited)
            {
                return state;
            }

            if (await rows.TryWrite(rule.Take(before ?? new CountRow { Key = row.Key }, now), cancellation) is { } after)
            {
                row.Written(after);
                Remember(after);
                return state.IsLimited ? state : rule.Peek(after, now) with { RetryAfter = null };
            }

            await Contention.Pause(attempt, cancellation);
            var newer = await Find(row.Key, cancellation);
            row.Written(newer);
            if (newer is not null)
            {
                Remember(newer); // further refused calls cost no request
            }
        }

        return new LimitState(0, 0, Moment, Moment);
    }

    private void Remember(CountRow row)
    {
        lock (_lock)
        {
            _recent.Set(row.Key, row, time.GetUtcNow().UtcTicks);
        }
    }

    private void Release(LimitRow row)
    {
        lock (_lock)
        {
            if (--row.Holders == 0)
            {
                _held.Remove(row.Key);
                row.Writing.Dispose();
            }
        }
    }
}
