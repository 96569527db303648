using System.Text.Json.Serialization;
using Serverless.Domain.SecondFactors;

namespace Serverless.Api.Rpc.Session;

/// <summary>A passkey in the options for a browser.</summary>
/// <param name="Type">Always <c>public-key</c>.</param>
/// <param name="Id">The id of the credential, in base64url.</param>
/// <param name="Transports">How the browser reaches the authenticator.</param>
public sealed record PasskeyDescriptor(
    [property: JsonPropertyName("type")] string Type, [property: JsonPropertyName("id")] string Id, [property: JsonPropertyName("transports")] IReadOnlyList<string> Transports)
{
    /// <summary>Returns the descriptor of a passkey.</summary>
    internal static PasskeyDescriptor Of(KnownPasskey passkey) => new("public-key", passkey.Id, passkey.Transports);
}
