using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Configuration;

namespace Serverless.Security;

/// <summary>
/// Creates the identity of Microsoft Entra with which the app calls Azure, as the Functions host reads it from a connection's settings
/// (docs: "Common properties for identity-based connections").
/// </summary>
public static class EntraCredential
{
    /// <summary>
    /// Returns the managed identity if <c>credential</c> is <c>managedidentity</c>: the one that <c>clientId</c> or <c>managedIdentityResourceId</c> name,
    /// or the system-assigned one. Otherwise returns the default identity: environment, workload, managed identity, or a developer's tools.
    /// </summary>
    /// <param name="connection">The section of the connection, such as <c>AzureWebJobsStorage</c>.</param>
    /// <exception cref="InvalidOperationException">The settings contradict each other or name another kind of credential.</exception>
    public static TokenCredential Of(IConfigurationSection connection)
    {
        var (clientId, resourceId) = (connection["clientId"], connection["managedIdentityResourceId"]);
        return connection["credential"] switch
        {
            null or "" when clientId is null && resourceId is null => new DefaultAzureCredential(),
            var credential when "managedidentity".Equals(credential, StringComparison.OrdinalIgnoreCase) => new ManagedIdentityCredential(Id(connection.Path, clientId, resourceId)),
            null or "" => throw new InvalidOperationException($"{connection.Path}__clientId has an effect only with {connection.Path}__credential=managedidentity."),
            var other => throw new InvalidOperationException($"{connection.Path}__credential is {other}; it can be managedidentity, or absent for whoever is signed in."),
        };
    }

    private static ManagedIdentityId Id(string path, string? clientId, string? resourceId) => (clientId, resourceId) switch
    {
        (null or "", null or "") => ManagedIdentityId.SystemAssigned,
        ({ } client, null or "") => ManagedIdentityId.FromUserAssignedClientId(client),
        (null or "", { } resource) => ManagedIdentityId.FromUserAssignedResourceId(new ResourceIdentifier(resource)),
        _ => throw new InvalidOperationException($"Set either {path}__clientId or {path}__managedIdentityResourceId, not both."),
    };
}
