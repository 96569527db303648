using System.Text.RegularExpressions;

namespace Serverless.Domain.Settings;

/// <summary>Marks a setting that names a hub of Web PubSub.</summary>
public sealed partial class HubNameAttribute()
    : SettingRuleAttribute("a letter and up to 126 letters, digits and underscores", text => Name().IsMatch(text))
{
    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_]{0,126}\z")]
    private static partial Regex Name();
}
