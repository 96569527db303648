using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Serverless.LocalHost;

/// <summary>Kestrel, limited to its share of the shutdown time: see <see cref="Shutdown"/>.</summary>
internal sealed class DrainingServer(IServer kestrel, Shutdown shutdown) : IServer
{
    public IFeatureCollection Features => kestrel.Features;

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull =>
        kestrel.StartAsync(application, cancellationToken);

    /// <summary>Stops accepting and waits for the calls in progress. Calls that exceed the time are aborted, which cancels their tokens.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, shutdown.Forced);
        await kestrel.StopAsync(late.Token);
    }

    public void Dispose() => kestrel.Dispose();
}
