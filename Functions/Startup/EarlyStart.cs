using Microsoft.Extensions.Hosting;

namespace Serverless.Startup;

/// <summary>
/// Begins a <see cref="LateStart{T}"/> and does not wait for it, so that the service starts beside those that are registered between the two. The local
/// host uses it. A worker does not: there, the service would delay the first call.
/// </summary>
/// <typeparam name="T">The service.</typeparam>
internal sealed class EarlyStart<T>(LateStart<T> start) : IHostedService
    where T : class, IHostedService
{
    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = start.StartAsync(cancellationToken);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
