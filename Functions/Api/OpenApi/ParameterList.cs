using System.Text;
using System.Text.Json.Nodes;

namespace Serverless.Api.OpenApi;

/// <summary>
/// Writes the parameters of a method as a list in Markdown, because most viewers do not show the names of positions in an array.
/// </summary>
internal static class ParameterList
{
    /// <summary>Returns the list.</summary>
    /// <param name="parameters">The schema of the array.</param>
    public static string Of(JsonObject parameters)
    {
        if (parameters["prefixItems"] is not JsonArray positions)
        {
            return "No parameters.";
        }

        var text = new StringBuilder("Parameters by position:\n\n");
        var required = parameters["minItems"]!.GetValue<int>();
        for (var i = 0; i < positions.Count; i++)
        {
            var parameter = (JsonObject)positions[i]!;
            Add(text, $"{i + 1}. ", parameter["title"]!.GetValue<string>(), parameter, isRequired: i < required);
        }

        if (parameters["items"] is JsonObject rest)
        {
            text.Append("- …and any number more: ").Append(rest["description"]).Append('\n');
        }

        return text.ToString().TrimEnd();
    }

    private static void Add(StringBuilder text, string bullet, string name, JsonObject schema, bool isRequired)
    {
        text.Append(bullet).Append('`').Append(name).Append(isRequired ? "`" : "` (optional)").Append(": ").Append(schema["description"] ?? TypeOf(schema)).Append('\n');
        foreach (var (member, nested) in schema["properties"] as JsonObject ?? [])
        {
            var isNeeded = schema["required"] is JsonArray names && names.Any(one => one!.GetValue<string>() == member);
            Add(text, "    " + (bullet.StartsWith(' ') ? bullet : "- "), member, (JsonObject)nested!, isNeeded);
        }
    }

    private static string TypeOf(JsonObject schema) => schema["type"] switch
    {
        JsonArray types => string.Join(" or ", types.Select(type => type!.GetValue<string>())),
        { } type => type.GetValue<string>(),
        null => "any value",
    };
}
