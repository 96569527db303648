using System.Buffers;
using Serverless.Domain.Failures;

namespace Serverless.Domain.UserNames;

/// <summary>
/// Provides the rules for email addresses, for all families. An email address is stored in one form: trimmed, in lower case, with its domain in the
/// form that <see cref="MailDomain"/> returns. The local part has ASCII characters only.
/// </summary>
public static class EmailAddress
{
    /// <summary>The maximum length of an email address that can receive emails.</summary>
    public const int MaximumLength = 254;

    /// <summary>The message that callers get.</summary>
    public const string Invalid = "Email is invalid";

    /// <summary>Gets the refusal of a malformed email address.</summary>
    public static Refusal Malformed { get; } = new(Reason.EmailInvalid, Invalid);

    private static readonly SearchValues<char> Atom = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.!#$%&'*+/=?^_`{|}~-");

    /// <summary>Returns the form in which email addresses are stored and compared. Any other text is trimmed and converted to lower case.</summary>
    public static string Normalize(string address)
    {
        var text = address.Trim();
        var at = text.LastIndexOf('@');
        return at >= 0 && MailDomain.Canonical(text[(at + 1)..]) is { } domain
            ? string.Concat(text[..at].ToLowerInvariant(), "@", domain)
            : text.ToLowerInvariant();
    }

    /// <summary>
    /// Returns whether a normalised text is a public email address (RFC 5321 and the HTML standard's <c>input type=email</c>). It has at most 254
    /// characters, a local part of at most 64, and a domain of two labels or more. The last label has two characters or more.
    /// </summary>
    public static bool IsValid(string address)
    {
        var (at, dot) = (address.LastIndexOf('@'), address.LastIndexOf('.'));
        return IsPossible(address) && address.Length <= MaximumLength && at <= 64 && dot > at && address.Length - dot > 2;
    }

    /// <summary>
    /// Returns whether a normalised text has the form of an email address: a local part of atom characters and single dots, one <c>@</c>, and a domain.
    /// A single label is enough, as in <c>a@localhost</c>.
    /// </summary>
    public static bool IsPossible(string address)
    {
        var at = address.IndexOf('@', StringComparison.Ordinal);
        return at >= 1 && IsLocalPart(address.AsSpan(0, at)) && address[(at + 1)..] is var domain && MailDomain.Canonical(domain) == domain;
    }

    private static bool IsLocalPart(ReadOnlySpan<char> local) =>
        !local.ContainsAnyExcept(Atom) && local[0] != '.' && local[^1] != '.' && !local.Contains("..", StringComparison.Ordinal);
}
