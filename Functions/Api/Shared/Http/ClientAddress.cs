using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Serverless.Api.Shared.Http;

/// <summary>
/// Determines a caller's IP address. Each proxy appends to X-Forwarded-For the IP address of its client. Entries to the left of those that
/// our own proxies appended can be forged by the caller. Therefore entries are counted from the right, as many as there are trusted proxies
/// (<c>RateLimits__TrustedProxies</c>): one in Azure, its front end; none elsewhere, where the connection's remote IP address counts.
/// Other headers that state an IP address are never read.
/// </summary>
/// <param name="trustedProxies">The setting; null for the default of the environment in which the app runs.</param>
/// <param name="configuration">The settings of the platform.</param>
public sealed class ClientAddress(int? trustedProxies, IConfiguration configuration)
{
    /// <summary>The name of a variable that Azure sets for every app.</summary>
    private const string InAzure = "WEBSITE_SITE_NAME";

    /// <summary>Gets the number of trusted proxies.</summary>
    public int TrustedProxies { get; } = trustedProxies ?? (configuration[InAzure] is { Length: > 0 } ? 1 : 0);

    /// <summary>Returns the caller's IP address; null if there is none, as in a test without a network.</summary>
    public IPAddress? Of(HttpRequest request) =>
        TrustedProxies > 0 && Entry(ForwardedFor(request), TrustedProxies) is { } address ? address : request.HttpContext.Connection.RemoteIpAddress;

    /// <summary>Returns the X-Forwarded-For header of the caller's request; empty without one.</summary>
    public static string ForwardedFor(HttpRequest request) =>
        request.HttpContext.Features.Get<OriginalForwardedFor>()?.Value ?? request.Headers["X-Forwarded-For"].ToString();

    /// <summary>Returns the n-th entry from the right, or the leftmost if there are fewer; null if the entry is not an IP address.</summary>
    internal static IPAddress? Entry(ReadOnlySpan<char> header, int number)
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
