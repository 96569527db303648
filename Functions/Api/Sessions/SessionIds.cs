using System.Globalization;
using System.Text.Json;

namespace Serverless.Api.Sessions;

/// <summary>Reads the public ids of sessions, as texts or numbers.</summary>
internal static class SessionIds
{
    /// <summary>The maximum number of ids; further ids of a list are ignored.</summary>
    public const int Most = 1000;

    /// <summary>Returns an id; null if the text is not an id.</summary>
    public static long? Read(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>Returns the distinct ids in an array; null if the value is not an array. Items that are not ids are skipped.</summary>
    public static IReadOnlySet<long>? ReadMany(JsonElement list) => list.ValueKind == JsonValueKind.Array
        ? list.EnumerateArray().Take(Most).Select(item => Read(item.ToString())).OfType<long>().ToHashSet()
        : null;
}
