using System.Net;
using Microsoft.Extensions.Options;
using Serverless.Domain.Settings;

namespace Serverless.Domain.Email;

/// <summary>
/// Decides what we call ourselves to mail servers (RFC 5321 4.1.1.1): <c>Email__EhloName</c>, or the host of <c>Site__Url</c>. Many servers
/// refuse a name without a dot, so in place of one the connection's own IP address stands as an address literal.
/// </summary>
public sealed class EhloName(IOptions<EmailOptions> email, IOptions<SiteOptions> site)
{
    /// <summary>Gets a name with a dot or an IP address; null for the address literal of the connection.</summary>
    public string? Value { get; } = Of(email.Value.EhloName.Length > 0 ? email.Value.EhloName : new Uri(site.Value.Url).IdnHost);

    /// <summary>Whether a setting can be the name: empty, a host name with a dot, or an IP address.</summary>
    public static bool IsUsable(string name) => name.Length == 0 || (SmtpServer.IsHost(name) && Of(name) is not null);

    private static string? Of(string host)
    {
        var name = SmtpServer.Unbracket(host).TrimEnd('.');
        return IPAddress.TryParse(name, out _) || name.Contains('.', StringComparison.Ordinal) ? name : null;
    }
}
