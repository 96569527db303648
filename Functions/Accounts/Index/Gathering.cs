namespace Serverless.Accounts.Index;

/// <summary>
/// Lets changes that come one soon after the other gather, so that the nodes that all of them change are written once for several. Waits
/// only where that helps: a change that comes alone goes at once, and where waiting brought nobody, the next ones go at once, too.
/// </summary>
internal sealed class Gathering
{
    // Short beside a password's hash on a busy machine. Twice as long gained 1 % more.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    private const int LongestTrust = 63;

    private long _last;
    private int _trust;
    private int _withoutWaiting;

    /// <summary>Waits until a moment after the last time, if others are likely to come. By the real clock: it is a technical pause.</summary>
    /// <param name="waiting">How many there are now.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task Wait(Func<int> waiting, CancellationToken cancellation)
    {
        var left = Pace - TimeProvider.System.GetElapsedTime(_last);
        if (left > TimeSpan.Zero && --_withoutWaiting < 0)
        {
            await Task.Delay(left, TimeProvider.System, cancellation);
            _trust = waiting() > 1 ? 0 : Math.Min((_trust * 2) + 1, LongestTrust);
            _withoutWaiting = _trust;
        }

        _last = TimeProvider.System.GetTimestamp();
    }
}
