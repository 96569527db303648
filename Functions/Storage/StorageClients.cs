using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Serverless.Storage.Forms;
using Serverless.Storage.Outages;

namespace Serverless.Storage;

/// <summary>
/// Creates the clients of the storage account named by <c>AzureWebJobsStorage</c>, each with the retries and the gate of its endpoint, see
/// <see cref="StorageGates"/>.
/// </summary>
/// <param name="configuration">The settings of the account, see <see cref="StorageConnection"/>.</param>
/// <param name="gates">The gates of the endpoints.</param>
/// <param name="policies">Every policy registered: the transaction counter, and in tests the faults.</param>
public sealed class StorageClients(IConfiguration configuration, StorageGates gates, IEnumerable<HttpPipelinePolicy> policies)
{
    // Created on first use, so that missing storage settings are reported where a message can be returned.
    private readonly Lazy<StorageConnection> _account = new(() => StorageConnection.Of(configuration));

    /// <summary>Creates a client of the table service.</summary>
    /// <param name="endpoint">The endpoint that the client is for: requests of each endpoint fail independently.</param>
    public TableServiceClient Tables(string endpoint)
    {
        var (account, options) = (_account.Value, Configure(endpoint, new TableClientOptions()));
        return account.Text is { } text ? new(text, options) : new(account.Tables, account.Credential, options);
    }

    /// <summary>Creates a client of one queue. Messages are Base64, as the Functions host expects by default.</summary>
    public QueueClient Queue(string name)
    {
        var (account, options) = (_account.Value, Configure(name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }));
        return account.Text is { } text ? new(text, name, options) : new(new Uri(account.Queues!, name), account.Credential, options);
    }

    private T Configure<T>(string endpoint, T options) where T : ClientOptions
    {
        options.RetryPolicy = new StorageRetries(endpoint);
        // No user data in traces: request URLs contain the keys of rows.
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        options.AddPolicy(gates.Of(endpoint), HttpPipelinePosition.PerRetry);
        foreach (var policy in policies)
        {
            // Per retry, because storage executes and bills every attempt as a transaction. A request that the gate refuses is not retried.
            options.AddPolicy(policy, policy is FormGate ? HttpPipelinePosition.PerCall : HttpPipelinePosition.PerRetry);
        }

        return options;
    }
}
