using System.Text.Json;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>
/// Reads the name and value pairs of forms and query strings. A name without <c>=</c> is true. A name that occurs more than once, or
/// ends with <c>[]</c>, is an array. All other values are texts. Invalid percent-encoding is kept as it is.
/// </summary>
internal static class FormFields
{
    private const int MostFields = 1100; // a list of 1,000 values and some further fields
    private const string ArrayMark = "[]";

    private static readonly JsonElement True = JsonElement.Parse("true"u8);

    /// <summary>Reads pairs such as <c>a=1&amp;b=2</c>.</summary>
    public static Dictionary<string, JsonElement> Read(string encoded, StringComparer names) => Collect(encoded.Split('&').Where(pair => pair.Length > 0).Select(Pair), names);

    /// <summary>Groups pairs by name.</summary>
    public static Dictionary<string, JsonElement> Collect(IEnumerable<(string Name, JsonElement Value)> pairs, StringComparer names) => pairs
        .Take(MostFields)
        .GroupBy(pair => pair.Name.EndsWith(ArrayMark, StringComparison.Ordinal) ? pair.Name[..^ArrayMark.Length] : pair.Name, names)
        .ToDictionary(
            field => field.Key,
            field => field.ToArray() is [var only] && !only.Name.EndsWith(ArrayMark, StringComparison.Ordinal)
                ? only.Value
                : JsonSerializer.SerializeToElement([.. field.Select(pair => pair.Value)], RestJson.Default.JsonElementArray),
            names);

    /// <summary>Returns a text as a JSON value.</summary>
    public static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text, RestJson.Default.String);

    private static (string Name, JsonElement Value) Pair(string pair)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (Decode(pair), True) : (Decode(pair[..equals]), Text(Decode(pair[(equals + 1)..])));
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
