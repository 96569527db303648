using Microsoft.Extensions.Options;
using Serverless.Api.Shared.Http;
using Serverless.Domain.Settings;

namespace Serverless.Api.Sockets;

/// <summary>
/// Decides from which web pages sockets may be opened. Browsers ask nobody before they open one, so the server must look at the origin itself: pages of the same
/// host, of the site, and of the origins that <c>Cors__AllowedOrigins</c> lists. Programs other than browsers have no origin.
/// </summary>
public sealed class HandshakeOrigin(IOptions<CorsOptions> cors, IOptions<SiteOptions> site)
{
    /// <summary>Returns whether a page may open a socket.</summary>
    /// <param name="origin">The page's origin; null without a page.</param>
    /// <param name="host">The host that the client connects to.</param>
    public bool Allows(string? origin, string? host) =>
        origin is null
        || cors.Value.AllowsAll
        || cors.Value.Origins.Contains(origin, StringComparer.Ordinal)
        || (Uri.TryCreate(origin, UriKind.Absolute, out var page)
            && (page.Authority.Equals(host, StringComparison.OrdinalIgnoreCase) || origin == new Uri(site.Value.Url).GetLeftPart(UriPartial.Authority)));
}
