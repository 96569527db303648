using Azure.Core;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace Serverless.LocalHost;

/// <summary>Which queue a function listens to, and where its storage is.</summary>
internal sealed record QueuePlan(LocalFunction Function, string Queue, string ConnectionString)
{
    private const string PoisonSuffix = "-poison";

    /// <summary>Where messages go that cannot be handled. As in the real host, a poison queue itself has none.</summary>
    public string? PoisonQueue => Queue.EndsWith(PoisonSuffix, StringComparison.Ordinal) ? null : Queue + PoisonSuffix;

    /// <exception cref="LocalHostException">A setting that is named by a queue trigger is absent.</exception>
    public static IReadOnlyList<QueuePlan> Of(FunctionCatalog catalog, IConfiguration configuration)
    {
        var plans = new List<QueuePlan>();
        foreach (var function in catalog.All)
        {
            if (function.Trigger is QueueTriggerAttribute trigger)
            {
                var connection = trigger.Connection ?? "AzureWebJobsStorage";
                var plan = new QueuePlan(
                    function,
                    Settings.Resolve(configuration, trigger.QueueName, function.Name),
                    configuration[connection.Replace("__", ":", StringComparison.Ordinal)] ?? throw new LocalHostException(
                        $"Function {function.Name}: there is no setting {connection} with a storage connection string."));
                try
                {
                    // The queue's name is a setting, too: the app checks it with its others.
                    plan.Client("any");
                }
                catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
                {
                    throw new LocalHostException(
                        $"{connection} is not a storage connection string: it must be as in DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…, or UseDevelopmentStorage=true for Azurite.", e);
                }

                plans.Add(plan);
            }
        }

        return plans;
    }

    /// <summary>A client that gives up soon: the listener has its own way of waiting for storage to come back.</summary>
    public QueueClient Client(string queue)
    {
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None };
        options.Retry.MaxRetries = 1;
        options.Retry.Delay = TimeSpan.FromMilliseconds(100);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(3);
        options.Diagnostics.IsLoggingEnabled = false;
        options.Retry.Mode = RetryMode.Fixed;
        return new QueueClient(ConnectionString, queue, options);
    }
}
