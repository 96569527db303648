using System.Text.Json.Serialization;
using Serverless.Domain.SecondFactors;

namespace Serverless.Api.Rpc.Session;

/// <summary>The options that <c>PublicKeyCredential.parseRequestOptionsFromJSON</c> takes (WebAuthn level 3).</summary>
/// <param name="Challenge">The challenge. It lives for five minutes and works once.</param>
/// <param name="Timeout">The time for the user's answer, in milliseconds.</param>
/// <param name="RpId">The host of the site.</param>
/// <param name="AllowCredentials">The passkeys that can answer. Empty if any passkey of the site can.</param>
/// <param name="UserVerification">Whether the authenticator verifies the user: <c>required</c> or <c>preferred</c>.</param>
public sealed record RequestOptions(
    [property: JsonPropertyName("challenge")] string Challenge,
    [property: JsonPropertyName("timeout")] long Timeout,
    [property: JsonPropertyName("rpId")] string RpId,
    [property: JsonPropertyName("allowCredentials")] IReadOnlyList<PasskeyDescriptor> AllowCredentials,
    [property: JsonPropertyName("userVerification")] string UserVerification)
{
    /// <summary>Returns the options of a request.</summary>
    internal static RequestOptions Of(PasskeyRequest request) => new(
        request.Challenge,
        (long)Challenges.Lifetime.TotalMilliseconds,
        request.Site.Id,
        [.. request.Passkeys.Select(PasskeyDescriptor.Of)],
        request.NeedsUserVerification ? "required" : "preferred");
}
