using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace Serverless.WorkerHosting.Triggers;

/// <summary>Runs the timers and queue listeners of all functions.</summary>
internal sealed class TriggerService : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _loops = [];

    /// <summary>Starts the timers and listeners. A function is left out, and logged, if its trigger has a name that cannot be resolved.</summary>
    public TriggerService(IEnumerable<HostedFunction> functions, IConfiguration configuration, TriggerRun run, HostLog log)
    {
        var names = new NameResolver(configuration);
        foreach (var function in functions)
        {
            try
            {
                Start(function, configuration, names, run, log);
            }
            catch (WorkerHostException e)
            {
                log.Add($"[host] The '{function.Name}' function is in error: {e.Message}");
            }
        }
    }

    /// <summary>Takes no new work and waits for what runs.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_loops);
        _stopping.Dispose();
    }

    private void Start(HostedFunction function, IConfiguration configuration, NameResolver names, TriggerRun run, HostLog log)
    {
        switch (function.TriggerType)
        {
            case "queueTrigger":
                var queue = names.Resolve(function.Text("queueName")!);
                var service = new QueueServiceClient(Connection(configuration, function));
                _loops.Add(Task.Run(() => new QueueTrigger(function, service, queue, QueueOptions.Of(configuration), run, log).Listen(_stopping.Token)));
                break;
            case "timerTrigger":
                var store = new TimerStatusStore(new BlobServiceClient(Connection(configuration, function)), configuration["AzureFunctionsWebHost:hostid"] ?? "worker-host");
                var schedule = new TimerSchedule(names.Resolve(function.Text("schedule")!));
                _loops.Add(Task.Run(() => new TimerTrigger(function, schedule, store, run, log).Keep(_stopping.Token)));
                break;
        }
    }

    private static string Connection(IConfiguration configuration, HostedFunction function)
    {
        var name = function.TriggerType == "queueTrigger" ? function.Text("connection") ?? "AzureWebJobsStorage" : "AzureWebJobsStorage";
        return configuration[$"AzureWebJobs{name}"] ?? configuration[name] ?? throw new WorkerHostException($"Function {function.Name}: there is no setting {name}.");
    }
}
