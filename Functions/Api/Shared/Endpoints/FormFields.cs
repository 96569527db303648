using System.Text.Json;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>
/// Reads name and value pairs as forms and query strings write them. A bare name, without <c>=</c>, is true; a name that comes more than once, or
/// ends with <c>[]</c>, is an array; all other values are texts. What is not properly encoded stays as it is.
/// </summary>
internal static class FormFields
{
    private const int MostFields = 1100; // a list of 1,000 and what goes with it
    private const string ArrayMark = "[]";

    private static readonly JsonElement True = JsonElement.Parse("true"u8);

    /// <summary>Reads <c>a=1&amp;b=2</c>.</summary>
    public static Dictionary<string, JsonElement> Read(string encoded, StringComparer names) => Collect(encoded.Split('&').Where(pair => pair.Length > 0).Select(Pair), names);

    /// <summary>Puts pairs together by name.</summary>
    public static Dictionary<string, JsonElement> Collect(IEnumerable<(string Name, JsonElement Value)> pairs, StringComparer names) => pairs
        .Take(MostFields)
        .GroupBy(pair => pair.Name.EndsWith(ArrayMark, StringComparison.Ordinal) ? pair.Name[..^ArrayMark.Length] : pair.Name, names)
        .ToDictionary(
            field => field.Key,
            field => field.ToArray() is [var only] && !only.Name.EndsWith(ArrayMark, StringComparison.Ordinal)
                ? only.Value
                : JsonSerializer.SerializeToElement([.. field.Select(pair => pair.Value)], RestJson.Default.JsonElementArray),
            names);

    /// <summary>A text as a JSON value.</summary>
    public static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text, RestJson.Default.String);

    private static (string Name, JsonElement Value) Pair(string pair)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (Decode(pair), True) : (Decode(pair[..equals]), Text(Decode(pair[(equals + 1)..])));
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
