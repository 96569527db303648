using Serverless.Domain.UserNames;

namespace Serverless.Domain.Settings;

/// <summary>Marks a setting that is an email address of a user, or empty.</summary>
public sealed class EmailOrNothingAttribute()
    : SettingRuleAttribute("empty or an email address, as in name@example.com", text => text.Length == 0 || EmailAddress.IsValid(EmailAddress.Normalize(text)));
