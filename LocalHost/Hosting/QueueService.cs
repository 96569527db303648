using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Serverless.LocalHost;

/// <summary>Listens to the queues of all queue functions.</summary>
internal sealed class QueueService(
    IReadOnlyList<QueuePlan> plans, QueueSettings settings, FunctionRunner runner, TimeProvider time, ILogger<QueueListener> logger)
    : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _listeners = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listeners = Task.WhenAll(plans.Select(plan => Task.Run(
            () => new QueueListener(plan, settings, runner, time, logger).Listen(_stopping.Token), CancellationToken.None)));
        return Task.CompletedTask;
    }

    /// <summary>Receives no further message and waits for the handlers that run.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await Task.WhenAny(_listeners, Task.Delay(Timeout.Infinite, cancellationToken));
    }

    public void Dispose() => _stopping.Dispose();
}
