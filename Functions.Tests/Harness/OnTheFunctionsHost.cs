using Serverless.Storage;

namespace Serverless.Tests.Harness;

/// <summary>
/// Where the product differs as a worker of the Functions host. A test that a difference concerns asks here, so this is the whole list; for
/// users it is in docs/functions-host.md.
/// </summary>
public static class OnTheFunctionsHost
{
    /// <summary>Gets whether answers carry <c>Server: Kestrel</c>, which the host adds.</summary>
    public static bool NamesTheServer => ProductProcess.IsWorker;

    /// <summary>Gets whether the host's server reads requests first. Bytes that are no HTTP never get to the app, and get the host's answer.</summary>
    public static bool ReadsRequestsFirst => ProductProcess.IsWorker;

    /// <summary>
    /// Settings come as environment variables. The host's settings beside the product's: an idle queue is looked at every second instead of
    /// every minute, so that nobody waits for an email; and each product has the status of its timers to itself.
    /// </summary>
    /// <param name="arguments">Settings as the local host takes them on its command line, <c>--A:B=value</c>.</param>
    public static Dictionary<string, string> Settings(IEnumerable<string> arguments)
    {
        var settings = new Dictionary<string, string>
        {
            ["AzureFunctionsJobHost__extensions__queues__maxPollingInterval"] = "00:00:01",
            ["AzureFunctionsWebHost__hostid"] = Guid.NewGuid().ToString("N"),
            // The host resolves names in triggers from app settings alone.
            ["CallLog__HistorySchedule"] = "0 * * * * *",
            ["CallLog__LatestSchedule"] = "*/10 * * * * *",
        };
        foreach (var argument in arguments)
        {
            var (name, value) = argument.Split('=', 2) is [var before, var after] ? (before, after) : throw new ArgumentException($"{argument} is no setting.");
            settings[name.TrimStart('-').Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        foreach (var queue in settings.TryGetValue("Storage__Prefix", out var prefix) ? QueuePrefix.Queues : [])
        {
            settings.TryAdd(queue.Replace(":", "__", StringComparison.Ordinal), $"{prefix}-{queue.Split(':')[0].ToLowerInvariant()}");
        }

        return settings;
    }
}
