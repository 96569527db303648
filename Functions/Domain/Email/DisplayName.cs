using System.Buffers;
using System.Globalization;
using System.Text;
using Serverless.Domain.SignIn;

namespace Serverless.Domain.Email;

/// <summary>
/// Formats a user name for an email. Anybody can sign up with another person's email address. So a name must not add lines to the email, change its
/// text direction or push its content out of view.
/// </summary>
internal static class DisplayName
{
    private const int Longest = 64;
    private const int LongestWord = 32;

    private static readonly SearchValues<char> Word = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    // Characters from which email programs form links, with those that Unicode treats as equal (NFKC, UTS #46): ideographic, halfwidth, fullwidth, small
    // and vertical forms. Listed here, because string.Normalize changes nothing while globalization is invariant.
    private static readonly SearchValues<char> LinkMarks = SearchValues.Create(
        ".\u2024\u3002\uFE52\uFF0E\uFF61:\uFE13\uFE55\uFF1A/\uFF0F\\\uFE68\uFF3C@\uFE6B\uFF20");

    // ALM, LRM, RLM; embeddings and overrides; isolates (Unicode UAX #9). Other format characters are part of spelling.
    private const string DirectionMarks = "\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069";

    public static string Of(string userName)
    {
        var shown = new StringBuilder();
        int count = 0;
        foreach (Rune rune in userName.EnumerateRunes())
        {
            if (DirectionMarks.Contains(rune.ToString(), StringComparison.Ordinal))
            {
                continue;
            }

            if (count++ == Longest)
            {
                return shown.Append('…').ToString();
            }

            shown.Append(BreaksLine(rune) ? " " : rune.ToString());
        }

        return shown.ToString();
    }

    /// <summary>
    /// Returns a user name for the greeting of an email; null for one that contains no letter, or from which an email program could form a link: the recipient
    /// may not be the user.
    /// </summary>
    public static string? Shown(string userName)
    {
        var name = Of(userName);
        return name.Any(char.IsLetter) && name.AsSpan().IndexOfAny(LinkMarks) < 0 ? name : null;
    }

    /// <summary>
    /// Returns the name of a program: a known browser and its system, or else the first word. The rest is omitted, because it can contain anything. Null if
    /// there is no such word.
    /// </summary>
    /// <param name="name">The name that <see cref="ProgramName.Of"/> returns, or null.</param>
    public static (string? Program, string? System) Program(string? name)
    {
        var program = name ?? "";
        if (ProgramName.IsKnown(program))
        {
            var at = program.IndexOf(" on ", StringComparison.Ordinal);
            return (program[..at], program[(at + " on ".Length)..]);
        }

        var end = program.AsSpan().IndexOfAnyExcept(Word);
        return (program[..(end < 0 ? program.Length : end)] is { Length: > 0 and <= LongestWord } word ? word : null, null);
    }

    private static bool BreaksLine(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
