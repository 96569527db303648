using Microsoft.Extensions.Hosting;

namespace Serverless.LocalHost;

/// <summary>
/// Limits the time for which the host waits at shutdown. Of the 10 s that Ctrl-C and a container's stop allow, running calls and handlers have 5 s
/// before they are cancelled. The rest is for the app to flush its buffers and for Azurite to write its files.
/// </summary>
internal sealed class Shutdown : IDisposable
{
    public static readonly TimeSpan Total = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _forced;

    public Shutdown(IHostApplicationLifetime lifetime, TimeProvider time)
    {
        _forced = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        lifetime.ApplicationStopping.Register(() => _forced.CancelAfter(_grace));
    }

    /// <summary>Gets a token that is cancelled when the grace period is over.</summary>
    public CancellationToken Forced => _forced.Token;

    public void Dispose() => _forced.Dispose();
}
