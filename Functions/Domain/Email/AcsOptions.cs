using Serverless.Domain.Settings;

namespace Serverless.Domain.Email;

/// <summary>
/// The Azure Communication Services resource that sends email. Set one of the two values; the build needs <c>AzureCommunicationEmail=true</c>.
/// </summary>
public sealed class AcsOptions
{
    /// <summary>
    /// Gets or sets the URL of the resource, as in <c>https://name.europe.communication.azure.com/</c>. The identity of the storage account must be
    /// allowed to send there.
    /// </summary>
    [WebAddress("empty or an https URL, as in https://name.europe.communication.azure.com/", "https")]
    public string Endpoint { get; set; } = "";

    /// <summary>Gets or sets the connection string of the resource, which contains a key; for resources that the identity cannot reach.</summary>
    [SecretSetting]
    public string ConnectionString { get; set; } = "";

    /// <summary>Gets whether the resource is configured.</summary>
    internal bool IsSet => Endpoint.Length > 0 || ConnectionString.Length > 0;
}
