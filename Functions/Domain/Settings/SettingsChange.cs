using System.Text.Json;
using Serverless.Domain.Failures;

namespace Serverless.Domain.Settings;

/// <summary>Reads a change of settings by an administrator.</summary>
public static class SettingsChange
{
    // Properties of the record that clients read, change and send back.
    private static readonly string[] Ignored = ["id", "updated"];

    /// <summary>Checks an object of settings.</summary>
    /// <param name="settings">The settings as received: any part of the record.</param>
    /// <param name="changes">Key to new value, null to clear; without secrets that were sent back masked and images that were sent back as a path.</param>
    /// <returns>What is wrong; null if everything is allowed.</returns>
    public static Refusal? Read(IReadOnlyDictionary<string, JsonElement> settings, out Dictionary<string, object?> changes)
    {
        changes = new(StringComparer.Ordinal);
        var isEmpty = true;
        foreach (var (name, element) in settings.Where(member => !Ignored.Contains(member.Key, StringComparer.Ordinal)))
        {
            isEmpty = false;
            if (!Setting.All.TryGetValue(name, out var setting))
            {
                return new Refusal(Reason.SettingUnknown, $"""Setting "{Shown(name)}" is unknown""");
            }

            if (setting.Read(element, out var value) is { } problem)
            {
                return problem;
            }

            if (!ReferenceEquals(value, Setting.Unchanged))
            {
                changes[setting.Key] = value;
            }
        }

        return isEmpty ? new Refusal(Reason.SettingInvalid, "No settings are given") : null;
    }

    private static string Shown(string name) => name.Length <= 64 ? name : name[..64] + "...";
}
