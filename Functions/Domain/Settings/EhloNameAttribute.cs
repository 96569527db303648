namespace Serverless.Domain.Settings;

/// <summary>Marks a setting that is the name by which the app greets mail servers.</summary>
public sealed class EhloNameAttribute() : SettingRuleAttribute("empty, a host name with a dot, or an IP address", Email.EhloName.IsUsable);
