using System.Text.Json.Serialization;
using Serverless.Api.Rpc.Session;
using Serverless.Domain.SecondFactors;

namespace Serverless.Api.Rpc.Profile.Passkeys;

/// <summary>The options that <c>PublicKeyCredential.parseCreationOptionsFromJSON</c> takes (WebAuthn level 3).</summary>
/// <param name="Rp">The site.</param>
/// <param name="User">The user.</param>
/// <param name="Challenge">The challenge. It lives for five minutes and works once.</param>
/// <param name="PubKeyCredParams">The accepted algorithms, the preferred one first.</param>
/// <param name="Timeout">The time for the user's answer, in milliseconds.</param>
/// <param name="ExcludeCredentials">The user's passkeys. Their authenticators create no second one.</param>
/// <param name="AuthenticatorSelection">The required kind of authenticator.</param>
/// <param name="Attestation">Whether the authenticator must prove its manufacturer: <c>none</c>.</param>
public sealed record CreationOptions(
    [property: JsonPropertyName("rp")] CreationOptions.RelyingPartyEntity Rp,
    [property: JsonPropertyName("user")] CreationOptions.UserEntity User,
    [property: JsonPropertyName("challenge")] string Challenge,
    [property: JsonPropertyName("pubKeyCredParams")] IReadOnlyList<CreationOptions.Algorithm> PubKeyCredParams,
    [property: JsonPropertyName("timeout")] long Timeout,
    [property: JsonPropertyName("excludeCredentials")] IReadOnlyList<PasskeyDescriptor> ExcludeCredentials,
    [property: JsonPropertyName("authenticatorSelection")] CreationOptions.Selection AuthenticatorSelection,
    [property: JsonPropertyName("attestation")] string Attestation)
{
    /// <summary>Returns the options of a request.</summary>
    internal static CreationOptions Of(NewPasskeyRequest request) => new(
        new(request.Site.Id, request.Site.Name),
        new(request.Handle, request.User.Name, request.User.FullName),
        request.Challenge,
        [.. Domain.SecondFactors.Passkeys.Algorithms.Select(algorithm => new Algorithm("public-key", algorithm))],
        (long)Challenges.Lifetime.TotalMilliseconds,
        [.. request.Existing.Select(PasskeyDescriptor.Of)],
        new("required", RequireResidentKey: true, "preferred"),
        "none");

    /// <summary>The site.</summary>
    /// <param name="Id">The host of the site.</param>
    /// <param name="Name">The name to show.</param>
    public sealed record RelyingPartyEntity([property: JsonPropertyName("id")] string Id, [property: JsonPropertyName("name")] string Name);

    /// <summary>The user.</summary>
    /// <param name="Id">The handle by which authenticators name the user, in base64url.</param>
    /// <param name="Name">The user name.</param>
    /// <param name="DisplayName">The full name.</param>
    public sealed record UserEntity(
        [property: JsonPropertyName("id")] string Id, [property: JsonPropertyName("name")] string Name, [property: JsonPropertyName("displayName")] string DisplayName);

    /// <summary>An accepted algorithm.</summary>
    /// <param name="Type">Always <c>public-key</c>.</param>
    /// <param name="Alg">The number of the algorithm in COSE.</param>
    public sealed record Algorithm([property: JsonPropertyName("type")] string Type, [property: JsonPropertyName("alg")] int Alg);

    /// <summary>The required kind of authenticator.</summary>
    /// <param name="ResidentKey">Whether the authenticator stores the passkey, so that no user name is needed: <c>required</c>.</param>
    /// <param name="RequireResidentKey">The same for older browsers: true.</param>
    /// <param name="UserVerification">Whether the authenticator verifies the user: <c>preferred</c>.</param>
    public sealed record Selection(
        [property: JsonPropertyName("residentKey")] string ResidentKey,
        [property: JsonPropertyName("requireResidentKey")] bool RequireResidentKey,
        [property: JsonPropertyName("userVerification")] string UserVerification);
}
