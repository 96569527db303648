using System.Globalization;

namespace Serverless.Storage.Outages;

/// <summary>Counts the results of the attempts to reach one endpoint.</summary>
internal sealed class StorageCounts
{
    private long _attempts;
    private long _timedOut;
    private long _unreachable;
    private long _busy;
    private long _failed;
    private long _refused;

    /// <summary>Counts an attempt that was made.</summary>
    /// <param name="failure">The exception; null if there was a response.</param>
    /// <param name="status">The status of the response.</param>
    /// <param name="cancellation">The caller's own token: an attempt that it cancelled is no failure of storage.</param>
    public void Add(Exception? failure, int status, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _attempts);
        if (failure is not null && cancellation.IsCancellationRequested)
        {
            return;
        }

        if (failure is OperationCanceledException)
        {
            Interlocked.Increment(ref _timedOut);
        }
        else if (failure is not null && StorageFailure.IsTransport(failure))
        {
            Interlocked.Increment(ref _unreachable);
        }
        else if (status is 503 or 429)
        {
            Interlocked.Increment(ref _busy);
        }
        else if (StorageFailure.IsOutage(status))
        {
            Interlocked.Increment(ref _failed);
        }
    }

    /// <summary>Counts an attempt that was refused without a request.</summary>
    public void AddRefused() => Interlocked.Increment(ref _refused);

    /// <summary>Returns the counts and resets them; null if nothing failed.</summary>
    public string? Take()
    {
        var (attempts, timedOut, unreachable) = (Zero(ref _attempts), Zero(ref _timedOut), Zero(ref _unreachable));
        var (busy, failed, refused) = (Zero(ref _busy), Zero(ref _failed), Zero(ref _refused));
        return timedOut + unreachable + busy + failed + refused == 0
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{attempts} requests, {timedOut} timed out, {unreachable} not connected, {busy} busy, {failed} failed, {refused} not sent");
    }

    private static long Zero(ref long count) => Interlocked.Exchange(ref count, 0);
}
