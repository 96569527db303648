using System.Text.RegularExpressions;

namespace Serverless.Settings;

/// <summary>Marks a setting with which names of tables begin.</summary>
public sealed partial class TablePrefixAttribute()
    : SettingRuleAttribute("empty or up to 31 letters and digits, a letter first", text => Prefix().IsMatch(text))
{
    [GeneratedRegex(@"\A([A-Za-z][A-Za-z0-9]{0,30})?\z")]
    private static partial Regex Prefix();
}
