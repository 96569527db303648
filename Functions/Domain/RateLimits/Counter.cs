using Serverless.Storage.Rows;

namespace Serverless.Domain.RateLimits;

/// <summary>One row of table Limits during one attempt to sign in. The constructor starts its read.</summary>
internal sealed class Counter(SharedLimits limits, string key, int atOnce, TimeProvider time, CancellationToken cancellation) : IAsyncDisposable
{
    // Held before it is read, so that a failure that another call writes meanwhile is known here.
    private readonly LimitRow _row = limits.Hold(key);
    private readonly Task<CountRow?> _read = limits.Find(key, cancellation);
    private bool _isAhead;

    /// <summary>Gets the row as last read or written.</summary>
    public CountRow? Stored => _row.Stored;

    /// <summary>Waits until the attempt may proceed.</summary>
    /// <returns>Null if it may proceed; otherwise the time to wait.</returns>
    public async Task<TimeSpan?> Enter(ILimitRule rule, CancellationToken cancellation)
    {
        _row.UseRead(await _read);
        var state = await _row.Enter(stored => rule.Peek(stored, time.GetUtcNow()), atOnce, cancellation);
        _isAhead = !state.IsLimited;
        return state.RetryAfter;
    }

    /// <summary>Waits for the read, for an attempt that this row cannot refuse.</summary>
    public async Task Load() => _row.UseRead(await _read);

    /// <summary>Counts a failure.</summary>
    /// <returns>Null; or, if the attempt should have been refused, the time to wait.</returns>
    public async Task<TimeSpan?> Fail(ILimitRule rule, CancellationToken cancellation) => (await limits.Record(_row, rule, cancellation)).RetryAfter;

    /// <summary>Forgets the failures that a rule counts, if there are any.</summary>
    public Task Forget(FailureRule rule, CancellationToken cancellation) => limits.Forget(_row, rule, cancellation);

    public async ValueTask DisposeAsync()
    {
        if (_isAhead)
        {
            _row.Leave();
        }

        // If something else failed, no other code has awaited the read.
        await ((Task)_read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _row.Dispose();
    }
}
