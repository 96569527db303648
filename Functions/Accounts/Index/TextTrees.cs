using Serverless.Storage;

namespace Serverless.Accounts.Index;

/// <summary>
/// Substring search. Whatever contains a text has an ending that begins with it, so every ending of a user's name, address and
/// Telegram name is an entry of a tree: one tree for all endings with the same beginning of three characters. A text of three or more
/// is looked for in the one tree that is called like its beginning: a point read, as many users as there are, and as long as there are few hits no other.
/// </summary>
internal static class TextTrees
{
    /// <summary>What the root keys of these trees begin with.</summary>
    public const string Prefix = "text;";

    private const int GramLength = 3;

    /// <summary>Whether only one tree can have users with this text.</summary>
    public static bool IsOneTree(string text) => text.Length >= GramLength;

    /// <summary>The root of the tree with the endings that begin like a text; of a shorter text, what the roots of all such trees begin with.</summary>
    /// <remarks>The beginning is of UTF-16 code units, but of no half of a character: <see cref="Key"/> is made of whole ones.</remarks>
    public static string Root(string text)
    {
        var length = Math.Min(GramLength, text.Length);
        var isHalf = length < text.Length && char.IsHighSurrogate(text[length - 1]) && char.IsLowSurrogate(text[length]);
        return Prefix + Key.Encode(text[..(isHalf ? length + 1 : length)]);
    }

    /// <summary>The places of a user in these trees.</summary>
    public static IEnumerable<IndexPlace> Places(UserListing user) => Endings(user).Select(ending => new IndexPlace(Root(ending), ending + "\0" + UserOrders.Key(user.Id)));

    /// <summary>The endings of the user's texts, without those with which another one begins, which finds the same.</summary>
    private static IEnumerable<string> Endings(UserListing user)
    {
        var endings = new[] { user.Name, user.Email, user.TelegramName }
            .OfType<string>()
            .SelectMany(text => Enumerable.Range(0, text.Length).Where(start => !char.IsLowSurrogate(text[start])).Select(start => text[start..]))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        return endings.Where((ending, i) => i + 1 == endings.Count || !endings[i + 1].StartsWith(ending, StringComparison.Ordinal));
    }
}
