using System.Globalization;

namespace Serverless.Domain.Email;

/// <summary>Determines the mailbox of an email address, independent of its spelling.</summary>
internal static class MailboxOf
{
    private static readonly IdnMapping Idn = new();

    /// <summary>Returns the email address with its domain in ASCII (RFC 5891), or unchanged if that is impossible.</summary>
    public static string Domain(string address)
    {
        var at = address.LastIndexOf('@');
        try
        {
            return at < 0 || at == address.Length - 1 ? address : address[..(at + 1)] + Idn.GetAscii(address[(at + 1)..]).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return address;
        }
    }

    /// <summary>
    /// Returns the canonical email address of a mailbox: the domain in ASCII, lower case, and no subaddress (RFC 5233: <c>ann+shop@</c> is <c>ann@</c>).
    /// </summary>
    public static string Address(string address)
    {
        var canonical = Domain(address).ToLowerInvariant();
        var (at, plus) = (canonical.LastIndexOf('@'), canonical.IndexOf('+', StringComparison.Ordinal));
        return plus > 0 && plus < at ? canonical[..plus] + canonical[at..] : canonical;
    }
}
