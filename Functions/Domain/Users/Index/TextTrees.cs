using System.Globalization;
using Serverless.Storage.Index;

namespace Serverless.Domain.Users.Index;

/// <summary>
/// Provides the trees for substring search. A value that contains a text has a suffix that begins with it. Therefore every suffix of a user's name, email
/// address and Telegram name is an entry. A search text of any length is one range of keys in one tree.
/// </summary>
/// <remarks>
/// Weights count users, not suffixes. Two neighbouring suffixes of one user share a prefix, and the entry of that prefix subtracts one. Therefore the
/// weight of the range of a text is the number of users with that text.
/// </remarks>
internal static class TextTrees
{
    private const int Count = 4;

    /// <summary>The names of the trees.</summary>
    public static readonly IReadOnlyList<string> All = [.. Enumerable.Range(0, Count).Select(Name)];

    /// <summary>Returns the tree of the suffixes that begin with a text.</summary>
    public static string Tree(string text) => Name(text[0] % Count);

    /// <summary>Returns the range of the suffixes that begin with a text.</summary>
    public static KeyRange Range(string text) => KeyRange.Prefix(IndexText.Key(text));

    /// <summary>Returns the entries of a user in one tree.</summary>
    public static IEnumerable<IndexEntry> Entries(string tree, UserListing user, byte[] value)
    {
        var suffixes = Suffixes(user).Where(suffix => Tree(suffix) == tree).ToList();
        var id = "\0" + UserOrders.Key(user.Id);
        var shared = suffixes.Skip(1).Select((suffix, i) => CommonPrefix(suffixes[i], suffix)).Where(prefix => prefix.Length > 0).CountBy(prefix => prefix, StringComparer.Ordinal);
        return suffixes.Select(suffix => new IndexEntry(IndexText.Key(suffix + id), value))
            .Concat(shared.Select(prefix => new IndexEntry(IndexText.Key(prefix.Key + id), [], -prefix.Value)));
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"Text{number}");

    private static string CommonPrefix(string one, string other) => one[..one.AsSpan().CommonPrefixLength(other)];

    /// <summary>Returns the suffixes of the user's texts in order. Omits a suffix that is a prefix of another one, because the longer one is enough.</summary>
    private static IEnumerable<string> Suffixes(UserListing user)
    {
        var suffixes = new[] { user.Name, user.Email, user.TelegramName }
            .OfType<string>()
            .SelectMany(text => Enumerable.Range(0, text.Length).Where(start => !char.IsLowSurrogate(text[start])).Select(start => text[start..]))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        return suffixes.Where((suffix, i) => i + 1 == suffixes.Count || !suffixes[i + 1].StartsWith(suffix, StringComparison.Ordinal));
    }
}
