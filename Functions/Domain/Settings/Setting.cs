using System.Collections.Frozen;
using System.Text.Json;
using Serverless.Domain.Email;
using Serverless.Domain.Failures;
using Serverless.Domain.Languages;

namespace Serverless.Domain.Settings;

/// <summary>A setting that administrators change while the app runs (rpc.md 8): its name in calls and in storage, and its allowed values.</summary>
public sealed class Setting
{
    /// <summary>The text that is shown in place of a secret. Writing it back changes nothing.</summary>
    public const string Mask = "********";

    /// <summary>The longest name of the site, in characters.</summary>
    public const int LongestSiteName = 60;

    /// <summary>The longest text, in characters: well within a table's property of 64 KiB, encrypted or not.</summary>
    public const int MaximumLength = 1000;

    private readonly JsonValueKind _kind;
    private readonly string _expected;
    private readonly Func<string, bool> _isUsable;
    private readonly bool _isImage;

    private Setting(string key, JsonValueKind kind, string expected, Func<string, bool>? isUsable = null, bool isSecret = false, bool isImage = false)
    {
        (Key, _kind, _expected, IsSecret, _isImage) = (key, kind, expected, isSecret, isImage);
        _isUsable = isUsable ?? (_ => true);
    }

    /// <summary>Gets every setting by its key.</summary>
    public static FrozenDictionary<string, Setting> All { get; } = new Setting[]
    {
        Text("app_url", "an absolute http or https URL without a fragment", SiteOptions.IsUsable),
        Text("site_name", $"a text of at most {LongestSiteName} characters without control characters", text => text.Length <= LongestSiteName),
        Text("site_color", "a colour as in #1d4ed8", SiteColor.IsValid),
        Text("site_language", $"one of {Locale.Allowed}", Locale.IsSupported),
        new("site_logo", JsonValueKind.String, $"a PNG, JPEG or WebP image of at most {SiteLogo.MaximumSize} bytes in base64", isImage: true),
        Text("smtp_from", "a mailbox, as in Name <name@example.com>", EmailOptions.IsMailbox),
        Text("smtp_hostname", "a host name or an address", SmtpServer.IsHost),
        new("smtp_port", JsonValueKind.Number, "an integer from 0 to 65535"),
        Text("smtp_username"),
        Secret("smtp_password"),
        Text("telegram_bot_name"),
        Secret("telegram_bot_key"),
        new("telegram_bot_enabled", JsonValueKind.True, "true or false"),
        new("telegram_signin_enabled", JsonValueKind.True, "true or false"),
    }.ToFrozenDictionary(setting => setting.Key, StringComparer.Ordinal);

    /// <summary>
    /// Gets the settings that decide where links in emails point and which server receives the emails. An administrator who changes them can read
    /// every user's reset links.
    /// </summary>
    public static FrozenSet<string> DecidesWhereSecretsGo { get; } = FrozenSet.Create(StringComparer.Ordinal, ["app_url", "smtp_from", "smtp_hostname", "smtp_port", "smtp_username", "smtp_password"]);

    /// <summary>Gets the value that stands for no change: a masked secret, or the path of an image, as reading the settings returns them.</summary>
    public static object Unchanged { get; } = new();

    /// <summary>Gets the name.</summary>
    public string Key { get; }

    /// <summary>Gets whether the setting is stored encrypted and shown masked.</summary>
    public bool IsSecret { get; }

    /// <summary>Checks a new value.</summary>
    /// <param name="element">The value as received.</param>
    /// <param name="value">A string, int, bool or <see cref="SiteLogo"/>; null to clear the setting; or <see cref="Unchanged"/>. An empty text also clears it.</param>
    /// <returns>What is wrong with the value; null if it is allowed.</returns>
    public Refusal? Read(JsonElement element, out object? value)
    {
        value = null;
        var isRight = element.ValueKind switch
        {
            JsonValueKind.Null => true,
            JsonValueKind.True or JsonValueKind.False when _kind == JsonValueKind.True => Found(element.GetBoolean(), out value),
            JsonValueKind.Number when _kind == JsonValueKind.Number =>
                element.TryGetInt32(out var number) && number is >= 0 and <= ushort.MaxValue && Found(number, out value),
            JsonValueKind.String when _kind == JsonValueKind.String => ReadText(element.GetString()!, out value),
            _ => false,
        };
        return isRight ? null : new Refusal(Reason.SettingInvalid, $"""Setting "{Key}" must be {_expected}, or null""");
    }

    private bool ReadText(string text, out object? value)
    {
        value = text.Length == 0 ? null : text;
        if (value is not null && (IsSecret ? text == Mask : _isImage && text.StartsWith(SiteLogo.Folder, StringComparison.Ordinal)))
        {
            value = Unchanged;
            return true;
        }

        if (value is not null && _isImage)
        {
            var isImage = SiteLogo.TryRead(text, out var logo);
            value = logo;
            return isImage;
        }

        return value is null || (text.Length <= MaximumLength && !text.Any(char.IsControl) && _isUsable(text));
    }

    private static bool Found(object found, out object? value)
    {
        value = found;
        return true;
    }

    private static Setting Text(string key, string expected = "a text of at most 1000 characters without control characters", Func<string, bool>? isUsable = null) =>
        new(key, JsonValueKind.String, expected, isUsable);

    private static Setting Secret(string key) =>
        new(key, JsonValueKind.String, "a text of at most 1000 characters without control characters", isSecret: true);
}
