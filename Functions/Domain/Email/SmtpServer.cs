using System.Net;

namespace Serverless.Domain.Email;

/// <summary>An SMTP server to which the app submits email.</summary>
/// <param name="Host">Host name or IP address.</param>
/// <param name="GivenPort">The port; null and 0 mean <see cref="SubmissionPort"/>.</param>
/// <param name="Username">The user name on the server; null or empty if the server needs none.</param>
/// <param name="Password">The password of that user name.</param>
public sealed record SmtpServer(string Host, int? GivenPort = null, string? Username = null, string? Password = null)
{
    /// <summary>Gets the host name or IP address, an IPv6 address without brackets.</summary>
    public string Host { get; } = Unbracket(Host);

    /// <summary>The port for submission with STARTTLS (RFC 6409).</summary>
    public const int SubmissionPort = 587;

    /// <summary>The port for submission with TLS from the first byte (RFC 8314).</summary>
    public const int ImplicitTlsPort = 465;

    /// <summary>Gets the port in use.</summary>
    public int Port => GivenPort is > 0 and var port ? port : SubmissionPort;

    /// <summary>Gets whether TLS starts with the connection.</summary>
    public bool HasImplicitTls { get; init; } = GivenPort == ImplicitTlsPort;

    /// <summary>Gets whether the server expects a user name and a password.</summary>
    public bool NeedsSignIn => !string.IsNullOrEmpty(Username);

    /// <summary>Returns whether a text is a host name or an IP address.</summary>
    public static bool IsHost(string text) => text.Length <= 255 && Uri.CheckHostName(text) != UriHostNameType.Unknown;

    /// <summary>Removes the brackets that URLs and RFC 5321 put around an IPv6 address.</summary>
    internal static string Unbracket(string host) => host is ['[', .. var inner, ']'] && IPAddress.TryParse(inner.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase) ? inner[5..] : inner, out var address)
        ? address.ToString()
        : host;

    /// <summary>Returns the host and the port. The password is omitted, because it must not be logged by accident.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
