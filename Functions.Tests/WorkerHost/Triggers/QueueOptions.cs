using Microsoft.Extensions.Configuration;

namespace Serverless.WorkerHosting.Triggers;

/// <summary>Reads <c>extensions.queues</c> of host.json, with the host's defaults.</summary>
internal sealed class QueueOptions
{
    public int BatchSize { get; set; } = 16;

    public int? NewBatchThreshold { get; set; }

    public int MaxDequeueCount { get; set; } = 5;

    public TimeSpan VisibilityTimeout { get; set; }

    public TimeSpan MaxPollingInterval { get; set; } = TimeSpan.FromMinutes(1);

    public string MessageEncoding { get; set; } = "base64";

    public static QueueOptions Of(IConfiguration configuration) =>
        configuration.GetSection($"{HostConfiguration.HostJson}:extensions:queues").Get<QueueOptions>() ?? new QueueOptions();
}
