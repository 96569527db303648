using System.Text.Json.Nodes;

namespace Serverless.Api.OpenApi;

/// <summary>
/// Describes the parameters of a method in a form that client generators support. A tuple with optional parameters becomes one tuple for each
/// number of parameters, because generators treat all items of a tuple as required. The server accepts null for every omitted parameter.
/// Null is described only where a parameter must be skipped before the next one.
/// </summary>
internal static class RequestParameters
{
    /// <summary>Returns the schema of the body; null if the method takes no parameters.</summary>
    /// <param name="parameters">The array with all parameters, as <see cref="Schemas.Parameters"/> returns it.</param>
    public static JsonObject? Of(JsonObject parameters)
    {
        if (parameters["prefixItems"] is not JsonArray items)
        {
            return parameters["items"] is null ? null : parameters;
        }

        var required = parameters["minItems"]!.GetValue<int>();
        if (parameters["maxItems"] is null)
        {
            return parameters;
        }

        var tuples = Enumerable.Range(Math.Max(1, required), items.Count - Math.Max(1, required) + 1).Select(count => (JsonNode)Tuple(items, required, count)).ToArray();
        return tuples is [JsonObject only] ? only : new JsonObject { ["oneOf"] = new JsonArray(tuples) };
    }

    private static JsonObject Tuple(JsonArray items, int required, int count) => new()
    {
        ["type"] = "array",
        ["prefixItems"] = new JsonArray([.. items.Take(count).Select((item, index) => WithoutNull((JsonObject)item!.DeepClone(), isSkipped: index >= required && index < count - 1))]),
        ["minItems"] = count,
        ["maxItems"] = count,
    };

    /// <summary>Removes null from a schema and from its optional members.</summary>
    private static JsonObject WithoutNull(JsonObject schema, bool isSkipped = false)
    {
        if (!isSkipped)
        {
            RemoveNull(schema);
        }

        var required = (schema["required"] as JsonArray)?.Select(name => name!.GetValue<string>()).ToHashSet() ?? [];
        foreach (var (name, member) in (schema["properties"] as JsonObject ?? []).ToList())
        {
            if (member is JsonObject nested)
            {
                WithoutNull(nested, isSkipped: required.Contains(name));
            }
        }

        return schema;
    }

    /// <summary>Removes null from the types that a schema allows.</summary>
    public static void RemoveNull(JsonObject schema)
    {
        if (schema["type"] is JsonArray types)
        {
            var others = types.Select(type => type!.GetValue<string>()).Where(type => type != "null").ToList();
            schema["type"] = others is [var only] ? only : JsonObjects.Texts(others);
        }

        if (schema["anyOf"] is JsonArray shapes)
        {
            schema["anyOf"] = new JsonArray([.. shapes.Where(shape => shape is not JsonObject { Count: 1 } || shape["type"]?.ToString() != "null").Select(shape => shape!.DeepClone())]);
        }
    }
}
