using Microsoft.Extensions.Configuration;

namespace Serverless.LocalHost;

/// <summary>
/// <c>extensions.queues</c> of host.json, with the real host's defaults except one. An idle queue is polled every 2 s instead of every
/// minute, so that developers do not wait for an email.
/// </summary>
internal sealed class QueueSettings
{
    public int BatchSize { get; set; } = 16;

    public int? NewBatchThreshold { get; set; }

    public int MaxDequeueCount { get; set; } = 5;

    public TimeSpan VisibilityTimeout { get; set; }

    public TimeSpan MaxPollingInterval { get; set; } = TimeSpan.FromSeconds(2);

    public string MessageEncoding { get; set; } = "base64";

    public bool IsBase64 => MessageEncoding.Equals("base64", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="LocalHostException">A value is out of range or malformed.</exception>
    public static QueueSettings From(IConfiguration configuration)
    {
        var section = configuration.GetSection($"{Settings.HostJson}:extensions:queues");
        QueueSettings settings;
        try
        {
            settings = section.Get<QueueSettings>() ?? new QueueSettings();
        }
        catch (InvalidOperationException e)
        {
            throw new LocalHostException($"host.json: extensions.queues: {e.Message}", e);
        }

        // 32 is the most that the storage service returns at once.
        return settings is { BatchSize: >= 1 and <= 32, MaxDequeueCount: >= 1 } && settings.MessageEncoding is var encoding
            && (settings.IsBase64 || encoding.Equals("none", StringComparison.OrdinalIgnoreCase))
            ? settings
            : throw new LocalHostException(
                "host.json: extensions.queues: batchSize is 1 to 32, maxDequeueCount at least 1, messageEncoding base64 or none.");
    }
}
