using System.Text.RegularExpressions;

namespace Serverless.Domain.Settings;

/// <summary>Marks a setting that names a storage queue (docs: "Naming queues and metadata").</summary>
public sealed partial class QueueNameAttribute()
    : SettingRuleAttribute("a storage queue name: 3 to 63 lower-case letters, digits and single hyphens", text => Name().IsMatch(text))
{
    [GeneratedRegex(@"\A(?=.{3,63}\z)[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex Name();
}
