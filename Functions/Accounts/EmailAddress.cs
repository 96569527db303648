using System.Buffers;
using Serverless.Pipeline;

namespace Serverless.Accounts;

/// <summary>
/// The rule for email addresses: what RFC 5321 and the HTML standard's <c>input type=email</c> have in common, and a domain that
/// public mail can reach. At most 254 characters; local part of 1 to 64 atom characters and single dots; host labels of letters,
/// digits and inner hyphens, at least two of them, the last with at least two characters.
/// </summary>
public static class EmailAddress
{
    /// <summary>The longest address.</summary>
    public const int MaximumLength = 254;

    /// <summary>What a caller is told.</summary>
    public const string Invalid = "Email is invalid";

    /// <summary>Gets the refusal of an address that is malformed.</summary>
    public static Refusal Malformed { get; } = new(Reason.EmailInvalid, Invalid);

    private static readonly SearchValues<char> Atom = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.!#$%&'*+/=?^_`{|}~-");
    private static readonly SearchValues<char> Label = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>The form in which addresses are stored and compared.</summary>
    public static string Normalize(string address) => address.Trim().ToLowerInvariant();

    /// <summary>Whether a normalised text is an address.</summary>
    public static bool IsValid(string address)
    {
        var at = address.IndexOf('@', StringComparison.Ordinal);
        return address.Length <= MaximumLength && at is >= 1 and <= 64 && IsLocalPart(address.AsSpan(0, at)) && IsDomain(address.AsSpan(at + 1));
    }

    private static bool IsLocalPart(ReadOnlySpan<char> local) =>
        !local.ContainsAnyExcept(Atom) && local[0] != '.' && local[^1] != '.' && !local.Contains("..", StringComparison.Ordinal);

    private static bool IsDomain(ReadOnlySpan<char> domain)
    {
        var labels = 0;
        var last = 0;
        foreach (var range in domain.Split('.'))
        {
            var label = domain[range];
            if (label.Length is < 1 or > 63 || label.ContainsAnyExcept(Label) || label[0] == '-' || label[^1] == '-')
            {
                return false;
            }

            labels++;
            last = label.Length;
        }

        return labels >= 2 && last >= 2;
    }
}
