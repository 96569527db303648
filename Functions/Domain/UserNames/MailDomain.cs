using System.Buffers;
using System.Globalization;
using System.Text;
using Serverless.Security;

namespace Serverless.Domain.UserNames;

/// <summary>
/// Converts email domains to the form that is stored and compared: lower-case ASCII. A Unicode spelling becomes its IDNA form, so
/// <c>bücher.example</c> and <c>xn--bcher-kva.example</c> are one domain. Look-alike letters of another script result in a visibly different form.
/// </summary>
/// <remarks>
/// The app runs with invariant globalization. In that mode <see cref="IdnMapping"/> converts Punycode, but neither normalises nor folds case. This class
/// does both before the conversion, and checks the set of allowed characters.
/// </remarks>
public static class MailDomain
{
    private const string AcePrefix = "xn--";

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };
    private static readonly SearchValues<char> Label = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Returns the canonical form of a domain, or null if the text cannot be a domain.</summary>
    /// <param name="domain">One or more labels with dots between them, in Unicode or ASCII.</param>
    public static string? Canonical(string domain)
    {
        var labels = domain.Split('.');
        for (var i = 0; i < labels.Length; i++)
        {
            if (CanonicalLabel(labels[i]) is not { } label)
            {
                return null;
            }

            labels[i] = label;
        }

        var canonical = string.Join('.', labels);
        return canonical.Length <= EmailAddress.MaximumLength ? canonical : null;
    }

    private static string? CanonicalLabel(string text)
    {
        if (!TryFold(text, out var label))
        {
            return null;
        }

        var ascii = Ascii.IsValid(label) ? label : Encode(label);
        if (ascii is not { Length: >= 1 and <= 63 } || ascii.AsSpan().ContainsAnyExcept(Label) || ascii[0] == '-' || ascii[^1] == '-')
        {
            return null;
        }

        // An encoded label must be the encoding of a valid Unicode label.
        return !ascii.StartsWith(AcePrefix, StringComparison.Ordinal) || (Decode(ascii) is { } unicode && TryFold(unicode, out var folded) && folded == unicode && Encode(unicode) == ascii)
            ? ascii
            : null;
    }

    private static bool TryFold(string text, out string label)
    {
        label = text;
        if (Ascii.IsValid(text))
        {
            label = text.ToLowerInvariant();
            return true;
        }

        if (text.Length > 63 || !text.EnumerateRunes().All(IsAllowed))
        {
            return false;
        }

        label = UnicodeComposition.Compose(text.ToLowerInvariant());
        return true;
    }

    /// <summary>Returns whether a character is a letter, mark or digit. Symbols, invisible characters, and full-width forms are not allowed.</summary>
    private static bool IsAllowed(Rune rune) => rune.IsAscii
        ? char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value == '-'
        : rune.Value is not (>= 0xFF00 and <= 0xFFEF) && rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is
            UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber;

    private static string? Encode(string label) => Try(label, Idn.GetAscii);

    private static string? Decode(string label) => Try(label, Idn.GetUnicode);

    private static string? Try(string label, Func<string, string> convert)
    {
        try
        {
            return convert(label);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
