using System.ComponentModel.DataAnnotations;
using Serverless.Domain.Settings;

namespace Serverless.Sockets;

/// <summary>Contains the settings of section <c>Sockets</c>: the service that holds the sockets of clients, and their limits.</summary>
public sealed class SocketOptions : IValidatableObject
{
    /// <summary>
    /// Gets or sets the URL of an Azure Web PubSub resource, as in <c>https://name.webpubsub.azure.com</c>. The identity that the app uses for storage must
    /// have the permission to send there. If this and the connection string are empty, the local host serves sockets itself, and a worker serves none.
    /// </summary>
    [WebAddress("empty or an https URL, as in https://name.webpubsub.azure.com", "https")]
    public string Endpoint { get; set; } = "";

    /// <summary>
    /// Gets or sets the connection string of a Web PubSub resource, which contains a key. It is for resources that the app's identity cannot reach.
    /// </summary>
    [SecretSetting]
    public string ConnectionString { get; set; } = "";

    /// <summary>Gets or sets the name of the hub: a letter, then letters, digits and underscores.</summary>
    [HubName]
    public string Hub { get; set; } = "api";

    /// <summary>Gets or sets the Microsoft Entra tenant of the resource. <see cref="Endpoint"/> requires it.</summary>
    [EntraId]
    public string TenantId { get; set; } = "";

    /// <summary>Gets or sets the audience of the tokens that the resource sends with its events. <see cref="Endpoint"/> requires it.</summary>
    [Audience]
    public string Audience { get; set; } = "";

    /// <summary>
    /// Gets or sets the object id of the resource's identity. Events of other identities are refused. <see cref="Endpoint"/> requires it.
    /// </summary>
    [EntraId]
    public string ServicePrincipalId { get; set; } = "";

    /// <summary>Gets or sets the maximum number of sockets of one user on one local host.</summary>
    [Range(1, 10_000)]
    public int MaximumPerUser { get; set; } = 50;

    /// <summary>Gets or sets the maximum number of sockets of one local host.</summary>
    [Range(1, 1_000_000)]
    public int MaximumPerInstance { get; set; } = 10_000;

    /// <summary>Gets or sets the number of seconds after which the local host drops a socket from which nothing arrives.</summary>
    [Range(2, 3600)]
    public int IdleSeconds { get; set; } = 40;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Endpoint.Length > 0 && ConnectionString.Length > 0)
        {
            yield return new ValidationResult("Sockets__Endpoint and Sockets__ConnectionString are both set; set one of them.", [nameof(Endpoint)]);
        }

        if (ConnectionString.Length > 0 && !ServiceConnection.TryParse(ConnectionString, out _))
        {
            yield return new ValidationResult(
                "Sockets__ConnectionString must be Endpoint=https://name.webpubsub.azure.com;AccessKey=…;Version=1.0; with http only on this machine.", [nameof(ConnectionString)]);
        }

        if (Endpoint.Length > 0 && (TenantId.Length == 0 || Audience.Length == 0 || ServicePrincipalId.Length == 0))
        {
            yield return new ValidationResult(
                "Sockets__Endpoint needs Sockets__TenantId, Sockets__Audience and Sockets__ServicePrincipalId: without them anybody could send events.", [nameof(Endpoint)]);
        }
    }
}
