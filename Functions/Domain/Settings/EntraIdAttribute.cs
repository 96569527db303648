namespace Serverless.Domain.Settings;

/// <summary>Marks a setting that is either the id of a Microsoft Entra object or empty.</summary>
public sealed class EntraIdAttribute()
    : SettingRuleAttribute("empty or a GUID, as in 11111111-2222-3333-4444-555555555555", text => text.Length == 0 || Guid.TryParseExact(text, "D", out _));
