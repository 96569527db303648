using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.Sockets;

/// <summary>
/// Authenticates requests with the service's key. Each request carries a JSON Web Token (RFC 7519), signed with HMAC-SHA256. The audience of the token is
/// the URL of the request.
/// </summary>
internal sealed class ServiceKeyPolicy(string key, TimeProvider time) : HttpPipelineSynchronousPolicy
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    public override void OnSendingRequest(HttpMessage message)
    {
        var address = message.Request.Uri.ToUri().GetLeftPart(UriPartial.Path);
        var (now, audience) = (time.GetUtcNow(), System.Text.Json.JsonEncodedText.Encode(address));
        var claims = $$"""{"aud":"{{audience}}","iat":{{now.ToUnixTimeSeconds()}},"exp":{{(now + Lifetime).ToUnixTimeSeconds()}}}""";
        var signed = $"{Header}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        var signature = Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.ASCII.GetBytes(signed)));
        message.Request.Headers.SetValue("Authorization", $"Bearer {signed}.{signature}");
    }
}
