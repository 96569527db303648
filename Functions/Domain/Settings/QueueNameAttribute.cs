using System.Buffers;

namespace Serverless.Domain.Settings;

/// <summary>Marks a setting that names a storage queue (docs: "Naming queues and metadata").</summary>
public sealed class QueueNameAttribute()
    : SettingRuleAttribute("a storage queue name: 3 to 63 lower-case letters, digits and single hyphens", IsName)
{
    private static readonly SearchValues<char> Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private static bool IsName(string text) =>
        text.Length is >= 3 and <= 63 && !text.AsSpan().ContainsAnyExcept(Characters) && text[0] != '-' && text[^1] != '-' && !text.Contains("--", StringComparison.Ordinal);
}
