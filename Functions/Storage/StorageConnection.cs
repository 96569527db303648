using Azure.Core;
using Microsoft.Extensions.Configuration;
using Serverless.Security;

namespace Serverless.Storage;

/// <summary>
/// Where the storage account is and how it lets us in, by the settings from which the Functions host itself reads it: the connection string
/// <c>AzureWebJobsStorage</c>, or without one the account's addresses and an identity, so that no key exists anywhere.
/// </summary>
public sealed record StorageConnection
{
    /// <summary>The Functions host's own name for the storage account.</summary>
    public const string Setting = "AzureWebJobsStorage";

    /// <summary>The connection string; null if an identity is used.</summary>
    public string? Text { get; private init; }

    /// <summary>The table service: <c>AzureWebJobsStorage__tableServiceUri</c>, or that of <c>__accountName</c>. Null with a connection string.</summary>
    public Uri? Tables { get; private init; }

    /// <summary>The queue service: <c>AzureWebJobsStorage__queueServiceUri</c>, or that of <c>__accountName</c>. Null with a connection string.</summary>
    public Uri? Queues { get; private init; }

    /// <summary>The identity, see <see cref="EntraCredential"/>. Null with a connection string.</summary>
    public TokenCredential? Credential { get; private init; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">They are missing or wrong; the message says which.</exception>
    public static StorageConnection Of(IConfiguration configuration)
    {
        var section = configuration.GetSection(Setting);
        return section.Value is { Length: > 0 } text
            ? new StorageConnection { Text = text }
            : new StorageConnection { Tables = Service(section, "table"), Queues = Service(section, "queue"), Credential = EntraCredential.Of(section) };
    }

    private static Uri Service(IConfigurationSection section, string service)
    {
        var address = section[$"{service}ServiceUri"] is { Length: > 0 } given
            ? given
            : section["accountName"] is { Length: > 0 } account
                ? $"https://{account}.{service}.core.windows.net"
                : throw new InvalidOperationException(
                    $"The setting {Setting} is missing: set it to a storage connection string, to UseDevelopmentStorage=true for Azurite, or set {Setting}__accountName or {Setting}__{service}ServiceUri to use an identity.");
        // A token sent over plain HTTP would be everybody's.
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps
            ? uri
            : throw new InvalidOperationException($"{Setting}__{service}ServiceUri must be an https address, as in https://account.{service}.core.windows.net.");
    }
}
