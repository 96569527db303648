using System.Net;

namespace Serverless.Domain.Email;

/// <summary>A mail server that takes mail from us.</summary>
/// <param name="Host">Host name or IP address.</param>
/// <param name="GivenPort">Its port; null and 0 mean <see cref="SubmissionPort"/>.</param>
/// <param name="Username">Whom it knows us as; null or empty where it asks for no name.</param>
/// <param name="Password">The password for that.</param>
public sealed record SmtpServer(string Host, int? GivenPort = null, string? Username = null, string? Password = null)
{
    /// <summary>Gets its name or IP address, an IPv6 address without brackets.</summary>
    public string Host { get; } = Unbracket(Host);

    /// <summary>Submission with STARTTLS (RFC 6409).</summary>
    public const int SubmissionPort = 587;

    /// <summary>Submission with TLS from the first byte (RFC 8314).</summary>
    public const int ImplicitTlsPort = 465;

    /// <summary>The port in use.</summary>
    public int Port => GivenPort is > 0 and var port ? port : SubmissionPort;

    /// <summary>Whether TLS starts with the connection.</summary>
    public bool HasImplicitTls { get; init; } = GivenPort == ImplicitTlsPort;

    /// <summary>Whether it expects a name and a password.</summary>
    public bool NeedsSignIn => !string.IsNullOrEmpty(Username);

    /// <summary>Whether a text is a host name or an address.</summary>
    public static bool IsHost(string text) => text.Length <= 255 && Uri.CheckHostName(text) != UriHostNameType.Unknown;

    /// <summary>Takes the brackets from an IPv6 address, which URLs and RFC 5321 put around it.</summary>
    internal static string Unbracket(string host) => host is ['[', .. var inner, ']'] && IPAddress.TryParse(inner.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase) ? inner[5..] : inner, out var address)
        ? address.ToString()
        : host;

    /// <summary>Without the password, which must not get into a log by accident.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
