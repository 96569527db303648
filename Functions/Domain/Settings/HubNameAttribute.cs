using System.Buffers;

namespace Serverless.Domain.Settings;

/// <summary>Marks a setting that names a hub of Web PubSub.</summary>
public sealed class HubNameAttribute()
    : SettingRuleAttribute("a letter and up to 126 letters, digits and underscores", IsName)
{
    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    private static bool IsName(string text) => text.Length is >= 1 and <= 127 && char.IsAsciiLetter(text[0]) && !text.AsSpan().ContainsAnyExcept(Characters);
}
