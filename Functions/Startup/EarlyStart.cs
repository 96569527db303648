using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Serverless.Startup;

/// <summary>
/// Creates a service and starts it in the background, while the host starts the services after this one. Register it before them, where the start
/// of the process does nothing else meanwhile: on the local host. <see cref="EarlyStarted{T}"/>, registered after them, waits for the start, or starts
/// the service if this class did not. It also stops the service.
/// </summary>
/// <typeparam name="T">The service. It is a registered singleton.</typeparam>
internal sealed class EarlyStart<T>(IServiceProvider services) : IHostedService
    where T : class, IHostedService
{
    private Task? _started;

    /// <summary>Gets the service; null if it has not been created.</summary>
    public T? Service { get; private set; }

    /// <summary>Starts the service if it is not being started yet.</summary>
    /// <returns>The start. It fails if the service cannot be created or started.</returns>
    public Task Start(CancellationToken cancellation) => _started ??= Task.Run(() => Create().StartAsync(cancellation), cancellation);

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = Start(cancellationToken);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private T Create() => Service = services.GetRequiredService<T>();
}
