using System.Buffers;

namespace Serverless.Domain.Settings;

/// <summary>Marks a setting that is the prefix of the names of tables and queues.</summary>
public sealed class StoragePrefixAttribute()
    : SettingRuleAttribute("empty or up to 30 lower-case letters and digits, a letter first", IsPrefix)
{
    private static readonly SearchValues<char> Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    private static bool IsPrefix(string text) => text.Length == 0 || (text.Length <= 30 && char.IsAsciiLetterLower(text[0]) && !text.AsSpan().ContainsAnyExcept(Characters));
}
