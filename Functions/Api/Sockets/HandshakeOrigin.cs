using Microsoft.Extensions.Options;
using Serverless.Api.Shared.Http;
using Serverless.Domain.Settings;

namespace Serverless.Api.Sockets;

/// <summary>
/// Decides which web pages may open sockets. Browsers apply no CORS checks to sockets, so the server must check the origin. It allows pages of the same host,
/// of the site, and of the origins in <c>Cors__AllowedOrigins</c>. Programs other than browsers send no origin and are allowed.
/// </summary>
public sealed class HandshakeOrigin(IOptions<CorsOptions> cors, IOptions<SiteOptions> site)
{
    /// <summary>Returns whether a page may open a socket.</summary>
    /// <param name="origin">The origin of the page, or null if the client sent none.</param>
    /// <param name="host">The host that the client connects to.</param>
    public bool Allows(string? origin, string? host) =>
        origin is null
        || cors.Value.AllowsAll
        || cors.Value.Origins.Contains(origin, StringComparer.Ordinal)
        || (Uri.TryCreate(origin, UriKind.Absolute, out var page)
            && (page.Authority.Equals(host, StringComparison.OrdinalIgnoreCase) || origin == new Uri(site.Value.Url).GetLeftPart(UriPartial.Authority)));
}
