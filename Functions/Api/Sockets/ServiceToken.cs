using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Serverless.Sockets;

namespace Serverless.Api.Sockets;

/// <summary>
/// Validates the token that a Web PubSub resource with an identity sends with its events. It is a JSON Web Token (RFC 7519) of Microsoft Entra. Anyone in the
/// tenant can get a token for the audience, so the token must also name the resource's own identity.
/// </summary>
public sealed partial class ServiceToken(
    ConfigurationManager<OpenIdConnectConfiguration> platform, IOptions<SocketOptions> options, TimeProvider time, ILogger<ServiceToken> logger)
{
    private const string Scheme = "Bearer ";

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = 16 * 1024 };

    private readonly TokenValidationParameters _parameters = new()
    {
        ConfigurationManager = platform,
        // Both versions of tokens are valid. The app registration of the audience decides which version the resource gets.
        ValidIssuers = [$"https://sts.windows.net/{options.Value.TenantId}/", $"https://login.microsoftonline.com/{options.Value.TenantId}/v2.0"],
        ValidAudience = options.Value.Audience,
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
        TryAllIssuerSigningKeys = false,
        LifetimeValidator = (begin, end, _, parameters) => IsCurrent(begin, end, parameters.ClockSkew, time.GetUtcNow().UtcDateTime),
    };

    /// <summary>
    /// Returns the source of the keys with which Microsoft Entra signs. It reads them when it first needs one, twice a day, and at most once in five minutes
    /// when a token names an unknown key.
    /// </summary>
    /// <param name="tenant">The id of the tenant.</param>
    public static ConfigurationManager<OpenIdConnectConfiguration> KeysOf(string tenant) =>
        new($"https://login.microsoftonline.com/{Uri.EscapeDataString(tenant)}/v2.0/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever());

    /// <summary>Returns whether the value of an Authorization header is a valid token of the resource's identity.</summary>
    /// <param name="header">The value of the header, or null if there is none.</param>
    /// <param name="cancellation">Cancels the wait for the keys of the platform.</param>
    public async Task<bool> IsValid(string? header, CancellationToken cancellation)
    {
        if (header?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) != true)
        {
            return false;
        }

        try
        {
            await platform.GetConfigurationAsync(cancellation);
        }
        catch (InvalidOperationException unread)
        {
            LogUnread(logger, (unread.InnerException ?? unread).Message);
            return false;
        }

        var result = await _handler.ValidateTokenAsync(header[Scheme.Length..].Trim(), _parameters);
        return result.IsValid && result.Claims.TryGetValue("oid", out var id) && id is string text && string.Equals(text, options.Value.ServicePrincipalId, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsCurrent(DateTime? begin, DateTime? end, TimeSpan skew, DateTime now) => end is { } last && now < last + skew && (begin is not { } first || now > first - skew);

    [LoggerMessage(502, LogLevel.Warning, "The keys of Microsoft Entra could not be read, so events of sockets are refused. Check the network and the setting Sockets__TenantId. {Reason}")]
    private static partial void LogUnread(ILogger logger, string reason);
}
