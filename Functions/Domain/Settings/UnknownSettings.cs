using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace Serverless.Domain.Settings;

/// <summary>
/// Finds settings that the app does not read, most likely because they are misspelt. Environment variables are reported only if they look like a
/// setting of the app. Everything on the command line and in a settings file is meant for the app.
/// </summary>
public sealed class UnknownSettings(IEnumerable<AppSetting> settings, IConfiguration configuration)
{
    // Names that differ in more letters than this are not suggested.
    private const int LargestDistance = 3;

    private readonly string[] _known = [.. settings.Select(setting => setting.Key), .. HostSettings.Keys];

    /// <summary>Returns the name of each unknown setting, and the nearest known name if there is one.</summary>
    public IReadOnlyList<(string Name, string? Nearest)> Find()
    {
        var known = new HashSet<string>(_known, StringComparer.OrdinalIgnoreCase);
        var sections = new HashSet<string>(_known.Where(key => key.Contains(':', StringComparison.Ordinal)).Select(key => key.Split(':')[0]), StringComparer.OrdinalIgnoreCase);
        return
        [
            .. from provider in ((IConfigurationRoot)configuration).Providers
               from key in Keys(provider, null)
               where !known.Contains(key) && !HostSettings.Owns(key)
               let nearest = Nearest(key)
               where provider is EnvironmentVariablesConfigurationProvider ? IsMeantFor(sections, key) || nearest is { Distance: <= 2 } : IsName(key)
               group nearest by AppSetting.NameOf(key) into found
               select (found.Key, found.First()?.Name),
        ];
    }

    /// <summary>Returns a sentence for an unknown setting.</summary>
    public static string Describe((string Name, string? Nearest) unknown) =>
        unknown.Nearest is { } nearest ? $"There is no setting {unknown.Name}; did you mean {nearest}?" : $"There is no setting {unknown.Name}, so it has no effect.";

    private static bool IsMeantFor(HashSet<string> sections, string key) => key.Split(':') is { Length: > 1 } parts && sections.Contains(parts[0]);

    /// <summary>Returns whether a key has a section or begins with a capital. Others are options that the Functions host passes to its worker.</summary>
    private static bool IsName(string key) => key.Contains(':', StringComparison.Ordinal) || char.IsAsciiLetterUpper(key[0]);

    private static IEnumerable<string> Keys(IConfigurationProvider provider, string? parent)
    {
        foreach (var child in provider.GetChildKeys([], parent).Distinct(StringComparer.OrdinalIgnoreCase).Where(child => child.Length > 0))
        {
            var key = parent is null ? child : $"{parent}:{child}";
            if (provider.TryGet(key, out var value) && value is not null)
            {
                yield return key;
            }

            foreach (var nested in Keys(provider, key))
            {
                yield return nested;
            }
        }
    }

    /// <summary>Returns the nearest name within the section of the key; otherwise only a name that differs in few letters.</summary>
    private NearName? Nearest(string key)
    {
        var section = key.Split(':')[0] + ":";
        string[] inSection = [.. _known.Where(known => known.StartsWith(section, StringComparison.OrdinalIgnoreCase))];
        var limit = inSection.Length > 0 ? int.MaxValue : LargestDistance;
        var lower = key.ToLowerInvariant();
        NearName? nearest = null;
        // There are many environment variables, and most differ from all names in length alone.
        foreach (var known in (inSection.Length > 0 ? inSection : _known).Where(known => Math.Abs(known.Length - key.Length) <= limit))
        {
            var found = new NearName(AppSetting.NameOf(known), Distance(known.ToLowerInvariant(), lower), SharedStart(known, key));
            if (found.Distance <= limit && (nearest is null || (found.Distance, -found.SharedStart).CompareTo((nearest.Distance, -nearest.SharedStart)) < 0))
            {
                nearest = found;
            }
        }

        return nearest;
    }

    private static int SharedStart(string left, string right)
    {
        var shared = 0;
        while (shared < left.Length && shared < right.Length && char.ToLowerInvariant(left[shared]) == char.ToLowerInvariant(right[shared]))
        {
            shared++;
        }

        return shared;
    }

    /// <summary>Returns the number of letters to insert, delete, replace or swap with their neighbour.</summary>
    private static int Distance(string left, string right)
    {
        // The distances of the first letters of left, by the number of letters of right: of this row and of the two before.
        var (row, before, twoBefore) = (new int[right.Length + 1], new int[right.Length + 1], new int[right.Length + 1]);
        for (var i = 0; i <= left.Length; i++)
        {
            (row, before, twoBefore) = (twoBefore, row, before);
            for (var j = 0; j <= right.Length; j++)
            {
                row[j] = i == 0 || j == 0 ? i + j : Math.Min(Math.Min(before[j], row[j - 1]) + 1, before[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], twoBefore[j - 2] + 1);
                }
            }
        }

        return row[right.Length];
    }

    private sealed record NearName(string Name, int Distance, int SharedStart);
}
