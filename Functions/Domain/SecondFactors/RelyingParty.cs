using Microsoft.Extensions.Options;
using Serverless.Domain.Settings;

namespace Serverless.Domain.SecondFactors;

/// <summary>
/// Represents the site to which passkeys belong. Its id is the host of <c>Site__Url</c>. Pages of this origin and of the origins in
/// <c>Cors__AllowedOrigins</c> can use passkeys. The value <c>*</c> there adds no origin.
/// </summary>
/// <param name="site">The settings of the site.</param>
/// <param name="allowedOrigins">The further origins.</param>
public sealed class RelyingParty(IOptions<SiteOptions> site, IReadOnlyList<string> allowedOrigins)
{
    private Uri Url => new(site.Value.Url);

    /// <summary>Gets the id: a host name. A passkey works only for the id for which it was created.</summary>
    public string Id => Url.IdnHost;

    /// <summary>Gets the name that authenticators show: the host with its port, if it is not the usual one.</summary>
    public string Name => Url.IsDefaultPort ? Id : $"{Id}:{Url.Port}";

    /// <summary>Gets the origins whose pages can use passkeys.</summary>
    public IReadOnlySet<string> Origins => new HashSet<string>([Url.GetLeftPart(UriPartial.Authority), .. allowedOrigins], StringComparer.Ordinal);
}
