using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Serverless.LocalHost;

/// <summary>Kestrel, but with only its share of the time that stopping may take: see <see cref="Shutdown"/>.</summary>
internal sealed class DrainingServer(IServer kestrel, Shutdown shutdown) : IServer
{
    public IFeatureCollection Features => kestrel.Features;

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull =>
        kestrel.StartAsync(application, cancellationToken);

    /// <summary>Stops accepting and waits for the calls in flight; those that are late are aborted, which cancels their tokens.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, shutdown.Forced);
        await kestrel.StopAsync(late.Token);
    }

    public void Dispose() => kestrel.Dispose();
}
