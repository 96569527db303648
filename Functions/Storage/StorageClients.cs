using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Serverless.Storage.Forms;
using Serverless.Storage.Outages;

namespace Serverless.Storage;

/// <summary>Makes the clients of the storage account named by <c>AzureWebJobsStorage</c>, each with the retries and the gate of its endpoint, see <see cref="StorageGates"/>.</summary>
/// <param name="configuration">Says where the account is, see <see cref="StorageConnection"/>.</param>
/// <param name="gates">Let requests through to their endpoints.</param>
/// <param name="policies">Every policy registered: the transaction counter, and in tests the faults.</param>
public sealed class StorageClients(IConfiguration configuration, StorageGates gates, IEnumerable<HttpPipelinePolicy> policies)
{
    // Not before it is needed: an app without storage settings is told so where it can be answered.
    private readonly Lazy<StorageConnection> _account = new(() => StorageConnection.Of(configuration));

    /// <summary>A client of the table service.</summary>
    /// <param name="endpoint">What it is used for: requests of each endpoint fail by themselves.</param>
    public TableServiceClient Tables(string endpoint)
    {
        var (account, options) = (_account.Value, Configure(endpoint, new TableClientOptions()));
        return account.Text is { } text ? new(text, options) : new(account.Tables, account.Credential, options);
    }

    /// <summary>A client of one queue. Messages are Base64, as the Functions host expects by default.</summary>
    public QueueClient Queue(string name)
    {
        var (account, options) = (_account.Value, Configure(name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }));
        return account.Text is { } text ? new(text, name, options) : new(new Uri(account.Queues!, name), account.Credential, options);
    }

    private T Configure<T>(string endpoint, T options) where T : ClientOptions
    {
        options.RetryPolicy = new StorageRetries(endpoint);
        // No user data in traces: request URLs hold the keys of rows.
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        options.AddPolicy(gates.Of(endpoint), HttpPipelinePosition.PerRetry);
        foreach (var policy in policies)
        {
            // Per retry, because every attempt is a transaction that storage carries out and bills. What the gate stops is not tried again.
            options.AddPolicy(policy, policy is FormGate ? HttpPipelinePosition.PerCall : HttpPipelinePosition.PerRetry);
        }

        return options;
    }
}
