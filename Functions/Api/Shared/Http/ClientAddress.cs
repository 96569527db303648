using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Serverless.Api.Shared.Http;

/// <summary>
/// Where a call comes from. Each proxy adds to the right of X-Forwarded-For the address that called it; what stands to the left of
/// what our own proxies added, the caller may have made up. So we count from the right, as many entries as there are proxies that we
/// know of (<c>RateLimits__TrustedProxies</c>): one in Azure, its front end; none elsewhere, where the peer of the connection counts.
/// Other headers that claim an address are never looked at.
/// </summary>
/// <param name="trustedProxies">The setting; null for the default of where the app runs.</param>
/// <param name="configuration">The settings of the platform.</param>
public sealed class ClientAddress(int? trustedProxies, IConfiguration configuration)
{
    /// <summary>Set by Azure wherever an app runs there.</summary>
    private const string InAzure = "WEBSITE_SITE_NAME";

    /// <summary>Gets how many proxies are trusted.</summary>
    public int TrustedProxies { get; } = trustedProxies ?? (configuration[InAzure] is { Length: > 0 } ? 1 : 0);

    /// <summary>The caller's address; null if there is none, as in a test without a network.</summary>
    public IPAddress? Of(HttpRequest request) =>
        TrustedProxies > 0 && Entry(ForwardedFor(request), TrustedProxies) is { } address ? address : request.HttpContext.Connection.RemoteIpAddress;

    /// <summary>Gets the X-Forwarded-For header as the caller's request had it; empty without one.</summary>
    public static string ForwardedFor(HttpRequest request) =>
        request.HttpContext.Features.Get<OriginalForwardedFor>()?.Value ?? request.Headers["X-Forwarded-For"].ToString();

    /// <summary>The n-th entry from the right, or the leftmost if there are fewer; null if it is no address.</summary>
    private static IPAddress? Entry(ReadOnlySpan<char> header, int number)
    {
        int comma;
        while ((comma = header.LastIndexOf(',')) >= 0 && --number > 0)
        {
            header = header[..comma];
        }

        // The platform writes "address:port"; IPEndPoint reads both forms.
        return IPEndPoint.TryParse(header[(comma + 1)..].Trim(), out var endPoint) ? endPoint.Address : null;
    }
}
