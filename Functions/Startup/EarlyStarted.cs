using Microsoft.Extensions.Hosting;

namespace Serverless.Startup;

/// <summary>Waits for <see cref="EarlyStart{T}"/>, or starts its service if it does not start early. Stops the service.</summary>
/// <typeparam name="T">The service. It is a registered singleton.</typeparam>
internal sealed class EarlyStarted<T>(EarlyStart<T> start) : IHostedService
    where T : class, IHostedService
{
    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => start.Start(cancellationToken);

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => start.Service?.StopAsync(cancellationToken) ?? Task.CompletedTask;
}
