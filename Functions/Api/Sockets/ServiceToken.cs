using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Serverless.Sockets;

namespace Serverless.Api.Sockets;

/// <summary>
/// Validates the token that a Web PubSub resource with an identity sends with its events. It is a JSON Web Token (RFC 7519), which Microsoft Entra signs with
/// RSA and SHA-256. Anyone in the tenant can get a token for the audience, so the token must also name the resource's own identity.
/// </summary>
public sealed class ServiceToken(PlatformKeys keys, IOptions<SocketOptions> options, TimeProvider time)
{
    private const int LongestToken = 16 * 1024;

    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly SocketOptions _options = options.Value;

    /// <summary>Returns whether the value of an Authorization header is a valid token of the resource's identity.</summary>
    /// <param name="header">The value of the header, or null if there is none.</param>
    /// <param name="cancellation">Cancels the wait for the platform's keys.</param>
    public async Task<bool> IsValid(string? header, CancellationToken cancellation)
    {
        if (header is not { Length: <= LongestToken } || !header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || header[7..].Trim().Split('.') is not [var head, var claims, var signature])
        {
            return false;
        }

        try
        {
            var signed = Encoding.ASCII.GetBytes($"{head}.{claims}");
            var algorithm = JsonElement.Parse(Base64Url.DecodeFromChars(head));
            return Text(algorithm, "alg") == "RS256"
                && Accepts(JsonElement.Parse(Base64Url.DecodeFromChars(claims)))
                && Text(algorithm, "kid") is { } kid
                && await keys.Find(kid, cancellation) is { } key
                && key.VerifyData(signed, Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (Exception broken) when (broken is JsonException or FormatException or InvalidOperationException or CryptographicException)
        {
            return false;
        }
    }

    private bool Accepts(JsonElement claims)
    {
        var now = time.GetUtcNow();
        // Both versions of tokens are valid. The app registration of the audience decides which version the resource gets.
        string[] issuers = [$"https://sts.windows.net/{_options.TenantId}/", $"https://login.microsoftonline.com/{_options.TenantId}/v2.0"];
        return issuers.Contains(Text(claims, "iss"), StringComparer.OrdinalIgnoreCase)
            && Text(claims, "aud") == _options.Audience
            && string.Equals(Text(claims, "oid"), _options.ServicePrincipalId, StringComparison.OrdinalIgnoreCase)
            && Time(claims, "exp") is { } end && now < end + Skew
            && (Time(claims, "nbf") is not { } begin || now > begin - Skew);
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.TryGetInt64(out var seconds) && seconds is > 0 and < 253_402_300_799 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
