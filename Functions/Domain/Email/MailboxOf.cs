using System.Globalization;

namespace Serverless.Domain.Email;

/// <summary>Finds out where emails to an address go, however the address is written.</summary>
internal static class MailboxOf
{
    private static readonly IdnMapping Idn = new();

    /// <summary>Returns the address with its domain in ASCII (RFC 5891), and unchanged if that is impossible.</summary>
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

    /// <summary>Returns the one address that stands for a mailbox: the domain in ASCII, lower case, and no subaddress (RFC 5233: <c>ann+shop@</c> is <c>ann@</c>).</summary>
    public static string Address(string address)
    {
        var canonical = Domain(address).ToLowerInvariant();
        var (at, plus) = (canonical.LastIndexOf('@'), canonical.IndexOf('+', StringComparison.Ordinal));
        return plus > 0 && plus < at ? canonical[..plus] + canonical[at..] : canonical;
    }
}
