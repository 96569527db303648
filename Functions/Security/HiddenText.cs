using System.Buffers;

namespace Serverless.Security;

/// <summary>
/// Finds characters that make a name look like another one: control characters, marks and overrides of the writing direction (Unicode UAX #9), and
/// characters without width. Zero-width joiners are allowed, because Persian, Hindi and emoji need them.
/// </summary>
public static class HiddenText
{
    private static readonly SearchValues<char> Hidden = SearchValues.Create(
        "\u00AD\u061C\u180E\u200B\u200E\u200F\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206A\u206B\u206C\u206D\u206E\u206F\uFEFF\uFFF9\uFFFA\uFFFB");

    /// <summary>Returns whether a text has such characters.</summary>
    public static bool IsIn(string text) => text.AsSpan().ContainsAny(Hidden) || text.Any(char.IsControl);

    /// <summary>Returns the text without such characters.</summary>
    public static string Strip(string text) => IsIn(text) ? new string([.. text.Where(character => !char.IsControl(character) && !Hidden.Contains(character))]) : text;
}
