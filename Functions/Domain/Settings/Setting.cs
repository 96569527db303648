using System.Collections.Frozen;
using System.Text.Json;
using Serverless.Domain.Email;
using Serverless.Domain.Failures;

namespace Serverless.Domain.Settings;

/// <summary>One of the settings that administrators change while the app runs (rpc.md 8): its name on the wire and in storage, and what it can be.</summary>
public sealed class Setting
{
    /// <summary>What is shown in place of a secret; written back, it changes nothing.</summary>
    public const string Mask = "********";

    /// <summary>The longest text, in characters: with room to spare within a table's property of 64 KiB, encrypted or not.</summary>
    public const int MaximumLength = 1000;

    private readonly JsonValueKind _kind;
    private readonly string _expected;
    private readonly Func<string, bool> _isUsable;

    private Setting(string key, JsonValueKind kind, string expected, Func<string, bool>? isUsable = null, bool isSecret = false)
    {
        (Key, _kind, _expected, IsSecret) = (key, kind, expected, isSecret);
        _isUsable = isUsable ?? (_ => true);
    }

    /// <summary>Every setting by its key.</summary>
    public static FrozenDictionary<string, Setting> All { get; } = new Setting[]
    {
        Text("app_url", "an absolute http or https URL without a fragment", SiteOptions.IsUsable),
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
    /// Settings that decide where emailed links point and which server sees the emails. Whoever changes them can read everybody's reset links.
    /// </summary>
    public static FrozenSet<string> DecidesWhereSecretsGo { get; } = FrozenSet.Create(StringComparer.Ordinal, ["app_url", "smtp_from", "smtp_hostname", "smtp_port", "smtp_username", "smtp_password"]);

    /// <summary>The name.</summary>
    public string Key { get; }

    /// <summary>Whether it is stored encrypted and shown masked.</summary>
    public bool IsSecret { get; }

    /// <summary>Checks a value that somebody wants to set.</summary>
    /// <param name="element">As it came.</param>
    /// <param name="value">A string, int or bool; null to clear the setting, which an empty text means as well.</param>
    /// <returns>What is wrong with it, or null.</returns>
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
