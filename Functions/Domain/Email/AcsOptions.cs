using Serverless.Domain.Settings;

namespace Serverless.Domain.Email;

/// <summary>The Azure Communication Services resource that sends email. Set one of the two values; the build needs <c>AzureCommunicationEmail=true</c>.</summary>
public sealed class AcsOptions
{
    /// <summary>Its address, as in <c>https://name.europe.communication.azure.com/</c>; the identity of the storage account must be allowed to send there.</summary>
    [WebAddress("empty or an https URL, as in https://name.europe.communication.azure.com/", "https")]
    public string Endpoint { get; set; } = "";

    /// <summary>Its connection string, which contains a key; for resources that the identity cannot reach.</summary>
    [SecretSetting]
    public string ConnectionString { get; set; } = "";

    /// <summary>Whether mail goes there.</summary>
    internal bool IsSet => Endpoint.Length > 0 || ConnectionString.Length > 0;
}
