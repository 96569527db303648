using System.Globalization;
using System.Text;

namespace Serverless.Email;

/// <summary>
/// A user name as a letter shows it: a stranger can sign up with someone else's address, and his name must not be able to write
/// lines of its own into the letter, turn its direction round or bury it.
/// </summary>
internal static class DisplayName
{
    private const int Longest = 64;

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

    private static bool BreaksLine(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
