using Azure.Core;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace Serverless.LocalHost;

/// <summary>The queue of a function, and its storage account.</summary>
internal sealed record QueuePlan(LocalFunction Function, string Queue, QueueServiceClient Account)
{
    private const string PoisonSuffix = "-poison";

    /// <summary>Gets the queue for messages that cannot be handled. As in the real host, a poison queue itself has none.</summary>
    public string? PoisonQueue => Queue.EndsWith(PoisonSuffix, StringComparison.Ordinal) ? null : Queue + PoisonSuffix;

    /// <exception cref="LocalHostException">A setting that a queue trigger names is missing.</exception>
    public static IReadOnlyList<QueuePlan> Of(FunctionCatalog catalog, IConfiguration configuration)
    {
        var accounts = new Dictionary<string, QueueServiceClient>(StringComparer.Ordinal);
        var plans = new List<QueuePlan>();
        foreach (var function in catalog.All)
        {
            if (function.Trigger is QueueTriggerAttribute trigger)
            {
                // The queue's name is a setting, too: the app checks it with its other settings.
                var queue = Settings.Resolve(configuration, trigger.QueueName, function.Name);
                var connection = trigger.Connection ?? "AzureWebJobsStorage";
                if (!accounts.TryGetValue(connection, out var account))
                {
                    accounts.Add(connection, account = Open(connection, configuration, function.Name));
                }

                plans.Add(new QueuePlan(function, queue, account));
            }
        }

        return plans;
    }

    /// <summary>Creates a client with few retries: the listener itself waits until storage is available again.</summary>
    private static QueueServiceClient Open(string connection, IConfiguration configuration, string function)
    {
        var text = configuration[connection.Replace("__", ":", StringComparison.Ordinal)]
            ?? throw new LocalHostException($"Function {function}: there is no setting {connection} with a storage connection string.");
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None };
        options.Retry.MaxRetries = 1;
        options.Retry.Delay = TimeSpan.FromMilliseconds(100);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(3);
        options.Diagnostics.IsLoggingEnabled = false;
        options.Retry.Mode = RetryMode.Fixed;
        try
        {
            return new QueueServiceClient(text, options);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            throw new LocalHostException(
                $"{connection} is not a storage connection string: it must be as in DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…, or UseDevelopmentStorage=true for Azurite.", e);
        }
    }
}
