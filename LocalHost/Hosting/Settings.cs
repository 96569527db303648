using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Serverless.LocalHost;

/// <summary>Adds the sources of settings, and resolves names in <c>%…%</c>.</summary>
internal static partial class Settings
{
    /// <summary>The section that contains host.json, as in the real host, so that a setting can override it.</summary>
    public const string HostJson = "AzureFunctionsJobHost";

    private const string DevelopmentStorage = "UseDevelopmentStorage=true";

    /// <summary>Adds the sources. Later sources win: defaults, host.json, local.settings.json, environment variables, command line.</summary>
    /// <exception cref="LocalHostException">A file is not valid JSON, or encrypted, or the storage settings use an identity.</exception>
    public static void AddTo(IConfigurationManager configuration, string root, CommandLine line)
    {
        configuration.AddInMemoryCollection([new("AzureWebJobsStorage", DevelopmentStorage)]);
        if (Read(Path.Combine(root, "host.json")) is { } host)
        {
            configuration.AddInMemoryCollection(host.AsEnumerable().Select(s => KeyValuePair.Create($"{HostJson}:{s.Key}", s.Value)));
        }

        if (Read(Path.Combine(root, "local.settings.json")) is { } local)
        {
            if (local["IsEncrypted"] is "true" or "True")
            {
                throw new LocalHostException("local.settings.json is encrypted: run 'func settings decrypt', or set IsEncrypted to false.");
            }

            configuration.AddInMemoryCollection(local.GetSection("Values").AsEnumerable(makePathsRelative: true)
                .Where(s => s.Value is not null)
                .Select(s => KeyValuePair.Create(s.Key.Replace("__", ":", StringComparison.Ordinal), s.Value)));
            configuration.AddInMemoryCollection([new("Host:LocalHttpPort", local["Host:LocalHttpPort"])]);
        }

        configuration.AddEnvironmentVariables();
        configuration.AddInMemoryCollection(line.Settings);
        var storage = configuration["AzureWebJobsStorage"];
        if ((string.IsNullOrWhiteSpace(storage) || IsDevelopmentStorage(storage)) && configuration.GetSection("AzureWebJobsStorage").GetChildren().Any())
        {
            // Otherwise data would be written to Azurite without notice, and not to the account of these settings.
            throw new LocalHostException("The local host needs a storage connection string in AzureWebJobsStorage; it cannot use an identity (AzureWebJobsStorage__accountName and the like).");
        }

        if (string.IsNullOrWhiteSpace(storage))
        {
            throw new LocalHostException(
                "AzureWebJobsStorage is empty. Set it to a storage connection string, or to UseDevelopmentStorage=true for Azurite, which is the default when it is not set.");
        }

        if (IsDevelopmentStorage(storage) && FirstPort(configuration) is var port and not SharedAzurite.UsualPort)
        {
            configuration.AddInMemoryCollection([new("AzureWebJobsStorage", Azurite.ConnectionStringOf(port, port + 1, port + 2))]);
        }
    }

    /// <summary>Returns the first port of the emulator if the storage settings mean the emulator; null if they name an account.</summary>
    public static int? AzuritePort(IConfiguration configuration)
    {
        var (storage, port) = (configuration["AzureWebJobsStorage"], FirstPort(configuration));
        return IsDevelopmentStorage(storage) || storage == Azurite.ConnectionStringOf(port, port + 1, port + 2) ? port : null;
    }

    private static int FirstPort(IConfiguration configuration) => configuration[SharedAzurite.PortSetting] switch
    {
        null => SharedAzurite.UsualPort,
        var text when int.TryParse(text, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= ushort.MaxValue - 2 => port,
        var text => throw new LocalHostException($"LocalHost__AzuritePort is \"{text}\"; it must be a number from 1 to 65533."),
    };

    /// <summary>Returns whether a connection string means the emulator on its fixed ports.</summary>
    public static bool IsDevelopmentStorage(string? connectionString) =>
        connectionString?.Trim().TrimEnd(';').Equals(DevelopmentStorage, StringComparison.OrdinalIgnoreCase) ?? false;

    /// <summary>
    /// Replaces <c>%name%</c> by the setting's value, as the Functions host does. An environment variable <c>A__B</c> is the key <c>A:B</c>, so the
    /// name <c>A__B</c> is not found. An empty value does not count.
    /// </summary>
    /// <exception cref="LocalHostException">The setting is missing or empty.</exception>
    public static string Resolve(IConfiguration configuration, string text, string functionName) => Token().Replace(text, token =>
        configuration[token.Groups[1].Value] is { Length: > 0 } value
            ? value
            : throw new LocalHostException(
                $"{token.Groups[1].Value.Replace(":", "__", StringComparison.Ordinal)} is empty; it must have a value, because function {functionName} is declared with {token.Value}."));

    private static IConfigurationRoot? Read(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using var stream = File.OpenRead(file);
            return new ConfigurationBuilder().AddJsonStream(stream).Build();
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw new LocalHostException($"{Path.GetFileName(file)} is not valid JSON: {e.InnerException?.Message ?? e.Message}", e);
        }
    }

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Token();
}
