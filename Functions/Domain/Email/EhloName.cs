using System.Net;
using Microsoft.Extensions.Options;
using Serverless.Domain.Settings;

namespace Serverless.Domain.Email;

/// <summary>
/// Selects the name that the app sends to SMTP servers in EHLO (RFC 5321 4.1.1.1): <c>Email__EhloName</c>, or the host of <c>Site__Url</c>. Many
/// servers refuse a name without a dot. In that case the app sends the connection's own IP address as an address literal.
/// </summary>
public sealed class EhloName(IOptions<EmailOptions> email, IOptions<SiteOptions> site)
{
    /// <summary>Gets a name with a dot or an IP address; null to use the address literal of the connection.</summary>
    public string? Value { get; } = Of(email.Value.EhloName.Length > 0 ? email.Value.EhloName : new Uri(site.Value.Url).IdnHost);

    /// <summary>Returns whether a setting can be the name: empty, a host name with a dot, or an IP address.</summary>
    public static bool IsUsable(string name) => name.Length == 0 || (SmtpServer.IsHost(name) && Of(name) is not null);

    private static string? Of(string host)
    {
        var name = SmtpServer.Unbracket(host).TrimEnd('.');
        return IPAddress.TryParse(name, out _) || name.Contains('.', StringComparison.Ordinal) ? name : null;
    }
}
