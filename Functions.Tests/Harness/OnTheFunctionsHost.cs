using Serverless.Domain.Settings;
using Serverless.Startup;
using Serverless.Storage;

namespace Serverless.Tests.Harness;

/// <summary>
/// Lists where the product differs as a worker of the Functions host. Every test that depends on a difference uses this class, so the list is
/// complete. docs/functions-host.md has the differences for users.
/// </summary>
public static class OnTheFunctionsHost
{
    /// <summary>Gets whether responses carry <c>Server: Kestrel</c>, which the host adds.</summary>
    public static bool NamesTheServer => ProductProcess.IsWorker;

    /// <summary>Gets whether the host's server reads requests first. Invalid HTTP does not reach the app and gets the host's response.</summary>
    public static bool ReadsRequestsFirst => ProductProcess.IsWorker;

    /// <summary>
    /// Returns settings as environment variables, including those of the host: an idle queue is polled every second instead of every minute, so that
    /// emails arrive soon, and each product has its own status of timers.
    /// </summary>
    /// <param name="arguments">The settings as on the command line of the local host, <c>--A:B=value</c>.</param>
    public static Dictionary<string, string> Settings(IEnumerable<string> arguments)
    {
        var settings = new Dictionary<string, string>
        {
            ["AzureFunctionsJobHost__extensions__queues__maxPollingInterval"] = "00:00:01",
            ["AzureFunctionsWebHost__hostid"] = Guid.NewGuid().ToString("N"),
        };
        foreach (var (key, value) in App.Defaults) // the host resolves names in triggers only from app settings
        {
            settings[AppSetting.NameOf(key)] = value!;
        }

        foreach (var argument in arguments)
        {
            var (name, value) = argument.Split('=', 2) is [var before, var after] ? (before, after) : throw new ArgumentException($"{argument} is no setting.");
            settings[name.TrimStart('-').Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        if (settings.TryGetValue("Storage__Prefix", out var prefix))
        {
            foreach (var queue in QueuePrefix.Queues.Select(AppSetting.NameOf))
            {
                settings[queue] = $"{prefix}-{settings[queue]}";
            }
        }

        return settings;
    }
}
