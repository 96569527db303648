using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Serverless.Storage.Forms;

namespace Serverless.Storage;

/// <summary>Makes the clients of the storage account named by <c>AzureWebJobsStorage</c>, all with the same retries and policies.</summary>
/// <param name="configuration">Says where the account is, see <see cref="StorageConnection"/>.</param>
/// <param name="policies">Every policy registered: the transaction counter, and in tests the faults.</param>
public sealed class StorageClients(IConfiguration configuration, IEnumerable<HttpPipelinePolicy> policies)
{
    // Not before it is needed: an app without storage settings is told so where it can be answered.
    private readonly Lazy<StorageConnection> _account = new(() => StorageConnection.Of(configuration));

    /// <summary>A client of the table service.</summary>
    public TableServiceClient Tables()
    {
        var (account, options) = (_account.Value, Configure(new TableClientOptions()));
        return account.Text is { } text ? new(text, options) : new(account.Tables, account.Credential, options);
    }

    /// <summary>A client of one queue. Messages are Base64, as the Functions host expects by default.</summary>
    public QueueClient Queue(string name)
    {
        var (account, options) = (_account.Value, Configure(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }));
        return account.Text is { } text ? new(text, name, options) : new(new Uri(account.Queues!, name), account.Credential, options);
    }

    /// <summary>Three quick retries and a short time-out: a caller is better served by a 503 with Retry-After than by waiting a minute.</summary>
    private T Configure<T>(T options) where T : ClientOptions
    {
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = 3;
        options.Retry.Delay = TimeSpan.FromMilliseconds(100);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(1);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(10);
        // No user data in traces: request URLs hold the keys of rows.
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        foreach (var policy in policies)
        {
            // Per retry, because every attempt is a transaction that storage carries out and bills. What the gate stops is not tried again.
            options.AddPolicy(policy, policy is FormGate ? HttpPipelinePosition.PerCall : HttpPipelinePosition.PerRetry);
        }

        return options;
    }
}
