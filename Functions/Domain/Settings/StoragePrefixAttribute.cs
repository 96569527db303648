using System.Text.RegularExpressions;

namespace Serverless.Domain.Settings;

/// <summary>Marks a setting that is the prefix of the names of tables and queues.</summary>
public sealed partial class StoragePrefixAttribute()
    : SettingRuleAttribute("empty or up to 30 lower-case letters and digits, a letter first", text => Prefix().IsMatch(text))
{
    [GeneratedRegex(@"\A([a-z][a-z0-9]{0,29})?\z")]
    private static partial Regex Prefix();
}
