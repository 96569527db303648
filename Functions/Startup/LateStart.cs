using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Serverless.Startup;

/// <summary>
/// Creates a service when it is started. The host creates all its hosted services before it starts the first one, and the first one connects a worker
/// to the Functions host. So a service that needs much is created while the Functions host loads the functions.
/// </summary>
/// <typeparam name="T">The service. It is a registered singleton.</typeparam>
internal sealed class LateStart<T>(IServiceProvider services) : IHostedService
    where T : class, IHostedService
{
    private Task? _started;
    private T? _service;

    /// <summary>Creates and starts the service in the background, if it has not been started yet.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _started ??= Task.Run(() => Create().StartAsync(cancellationToken), cancellationToken);

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => _service?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    private T Create() => _service = services.GetRequiredService<T>();
}
