namespace Serverless.Domain.Settings;

/// <summary>Marks a setting that is the path of a folder.</summary>
public sealed class FolderAttribute() : SettingRuleAttribute("the path of a folder", text => !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl));
