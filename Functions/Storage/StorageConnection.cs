using Azure.Core;
using Microsoft.Extensions.Configuration;
using Serverless.Security;

namespace Serverless.Storage;

/// <summary>
/// The location of the storage account and the credential for it, from the settings that the Functions host itself reads. These are the connection
/// string <c>AzureWebJobsStorage</c>, or without one the account's URLs and an identity. With an identity there is no key.
/// </summary>
public sealed record StorageConnection
{
    /// <summary>The Functions host's own name for the storage account.</summary>
    public const string Setting = "AzureWebJobsStorage";

    /// <summary>Gets the connection string; null if an identity is used.</summary>
    public string? Text { get; private init; }

    /// <summary>
    /// Gets the URL of the table service: <c>AzureWebJobsStorage__tableServiceUri</c>, or that of <c>__accountName</c>. Null with a connection string.
    /// </summary>
    public Uri? Tables { get; private init; }

    /// <summary>
    /// Gets the URL of the queue service: <c>AzureWebJobsStorage__queueServiceUri</c>, or that of <c>__accountName</c>. Null with a connection string.
    /// </summary>
    public Uri? Queues { get; private init; }

    /// <summary>Gets the identity, see <see cref="EntraCredential"/>. Null with a connection string.</summary>
    public TokenCredential? Credential { get; private init; }

    /// <summary>Gets whether the storage is an emulator on this machine.</summary>
    public bool IsLocal
    {
        get
        {
            var parts = (Text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(part => part.Split('=', 2)).ToLookup(part => part[0], part => part[^1], StringComparer.OrdinalIgnoreCase);
            return parts["DevelopmentStorageProxyUri"].Concat(parts["TableEndpoint"]).Concat(parts["QueueEndpoint"]).All(IsOnThisMachine)
                && (parts["UseDevelopmentStorage"].Any(text => bool.TryParse(text, out var isUsed) && isUsed) || (parts["TableEndpoint"].Any() && parts["QueueEndpoint"].Any()));
        }
    }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing or wrong; the message names it.</exception>
    public static StorageConnection Of(IConfiguration configuration)
    {
        var section = configuration.GetSection(Setting);
        return section.Value is { Length: > 0 } text
            ? new StorageConnection { Text = text }
            : new StorageConnection { Tables = Service(section, "table"), Queues = Service(section, "queue"), Credential = EntraCredential.Of(section) };
    }

    /// <summary>Returns the message for a connection that is not set.</summary>
    /// <param name="service"><c>table</c> or <c>queue</c>.</param>
    internal static string Missing(string service) =>
        $"The setting {Setting} is missing: set it to a storage connection string, to UseDevelopmentStorage=true for Azurite, or set {Setting}__accountName or {Setting}__{service}ServiceUri to use an identity.";

    private static bool IsOnThisMachine(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.IsLoopback;

    private static Uri Service(IConfigurationSection section, string service)
    {
        var address = section[$"{service}ServiceUri"] is { Length: > 0 } given
            ? given
            : section["accountName"] is { Length: > 0 } account
                ? $"https://{account}.{service}.core.windows.net"
                : throw new InvalidOperationException(Missing(service));
        // Anybody on the network could read a token sent over plain HTTP.
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps
            ? uri
            : throw new InvalidOperationException($"{Setting}__{service}ServiceUri must be an https address, as in https://account.{service}.core.windows.net.");
    }
}
