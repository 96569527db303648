using Azure.Core;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace Serverless.LocalHost;

/// <summary>The queue of a function, and its storage account.</summary>
internal sealed record QueuePlan(LocalFunction Function, string Queue, string ConnectionString)
{
    private const string PoisonSuffix = "-poison";

    /// <summary>Gets the queue for messages that cannot be handled. As in the real host, a poison queue itself has none.</summary>
    public string? PoisonQueue => Queue.EndsWith(PoisonSuffix, StringComparison.Ordinal) ? null : Queue + PoisonSuffix;

    /// <exception cref="LocalHostException">A setting that a queue trigger names is missing.</exception>
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
                    // The queue's name is a setting, too: the app checks it with its other settings.
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

    /// <summary>Creates a client with few retries: the listener itself waits until storage is available again.</summary>
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
