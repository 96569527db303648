using System.Globalization;
using System.Text.Json;

namespace Serverless.Api.Sessions;

/// <summary>Reads the public ids of sessions, as texts or numbers.</summary>
internal static class SessionIds
{
    /// <summary>So many ids count; the rest of a longer list is skipped.</summary>
    public const int Most = 1000;

    /// <summary>One id; null for what cannot be one.</summary>
    public static long? Read(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>The ids in an array, each once; null if it is none. What cannot be an id is skipped.</summary>
    public static IReadOnlySet<long>? ReadMany(JsonElement list) => list.ValueKind == JsonValueKind.Array
        ? list.EnumerateArray().Take(Most).Select(item => Read(item.ToString())).OfType<long>().ToHashSet()
        : null;
}
