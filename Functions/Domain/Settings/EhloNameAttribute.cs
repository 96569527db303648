namespace Serverless.Domain.Settings;

/// <summary>Marks a setting that is the name of the app in EHLO.</summary>
public sealed class EhloNameAttribute() : SettingRuleAttribute("empty, a host name with a dot, or an IP address", Email.EhloName.IsUsable);
