namespace Serverless.Accounts.Index;

/// <summary>
/// Lets changes that come one soon after the other gather, so that the nodes that all of them change are written once for several. Waits
/// only where that helps: a change that comes alone goes at once, and where waiting brought nobody, the next ones go at once, too.
/// </summary>
/// <param name="time">The real clock but in tests: this is a technical pause.</param>
internal sealed class Gathering(TimeProvider time)
{
    /// <summary>How long after one transaction the next one follows. Short beside a password's hash on a busy machine; twice as long gained 1 % more.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    private const int MostSkips = 63;

    private long _last;
    private int _skips;
    private int _skipsLeft;

    /// <summary>Waits until it is time for the next transaction, if others are likely to come until then. For one caller at a time.</summary>
    /// <param name="waiting">How many there are now.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task Wait(Func<int> waiting, CancellationToken cancellation)
    {
        var left = Pace - time.GetElapsedTime(_last);
        if (left > TimeSpan.Zero && --_skipsLeft < 0)
        {
            await Task.Delay(left, time, cancellation);
            _skips = waiting() > 1 ? 0 : Math.Min((_skips * 2) + 1, MostSkips);
            _skipsLeft = _skips;
        }

        _last = time.GetTimestamp();
    }
}
