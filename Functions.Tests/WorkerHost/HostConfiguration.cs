using Microsoft.Extensions.Configuration;

namespace Serverless.WorkerHosting;

/// <summary>
/// The configuration from which the host resolves names: app settings, in which <c>A__B</c> is the key <c>A:B</c>, and host.json below
/// <c>AzureFunctionsJobHost</c>. A setting wins over host.json.
/// </summary>
internal static class HostConfiguration
{
    public const string HostJson = "AzureFunctionsJobHost";

    public static IConfiguration Of(WorkerHostOptions options)
    {
        var builder = new ConfigurationBuilder();
        var file = Path.Combine(options.Directory, "host.json");
        if (File.Exists(file))
        {
            var json = new ConfigurationBuilder().AddJsonFile(file).Build();
            builder.AddInMemoryCollection(json.AsEnumerable().Select(pair => KeyValuePair.Create($"{HostJson}:{pair.Key}", pair.Value)));
        }

        builder.AddInMemoryCollection(options.Settings.Select(
            setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value)));
        return builder.Build();
    }
}
