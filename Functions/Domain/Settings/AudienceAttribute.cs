namespace Serverless.Domain.Settings;

/// <summary>Marks a setting that is either the audience of tokens or empty.</summary>
public sealed class AudienceAttribute() : SettingRuleAttribute(
    "empty or an application ID URI, as in api://11111111-2222-3333-4444-555555555555",
    text => text.Length == 0 || (Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == "api" || url.Scheme == Uri.UriSchemeHttps)));
