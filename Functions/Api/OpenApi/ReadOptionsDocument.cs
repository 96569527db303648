using System.Text.Json.Nodes;
using Serverless.Api.Shared.Parameters;

namespace Serverless.Api.OpenApi;

/// <summary>Creates the schema of <see cref="ReadOptions"/>, with the fields that a method allows.</summary>
public static class ReadOptionsDocument
{
    /// <summary>Returns the schema.</summary>
    public static JsonObject Of(ReadOptionsAttribute allowed)
    {
        var members = new JsonObject();
        if (allowed.Where.Length > 0)
        {
            members["where"] = new JsonObject
            {
                ["type"] = JsonObjects.Texts("object", "null"),
                ["description"] = "Filters by field. A row must match all of them.",
                ["properties"] = new JsonObject(allowed.Where.Select(field => field.Split(' ')).Select(field => KeyValuePair.Create(field[0], (JsonNode?)Filter(field[1..])))),
                ["additionalProperties"] = false,
            };
            if (allowed.RequiresFilter)
            {
                members["where"]!["minProperties"] = 1;
            }
        }

        if (allowed.OrderBy.Length > 0)
        {
            members["order_by"] = Order(allowed.OrderBy);
        }

        if (allowed.MaximumLimit > 0)
        {
            AddPart(members, allowed.MaximumLimit);
        }

        if (allowed.HasId)
        {
            members["id"] = new JsonObject { ["type"] = JsonObjects.Texts("string", "null"), ["description"] = "The one row wanted, as an object and not a list." };
        }

        if (allowed.HasContinuation)
        {
            members["continuation"] = new JsonObject { ["type"] = JsonObjects.Texts("string", "null"), ["description"] = "The continuation of an earlier response to the same filters." };
        }

        var options = new JsonObject { ["type"] = new JsonArray("object", "null"), ["properties"] = members };
        if (!allowed.IgnoresUnknown)
        {
            options["additionalProperties"] = false;
        }

        return options;
    }

    private static void AddPart(JsonObject members, int maximum)
    {
        members["offset"] = new JsonObject { ["type"] = JsonObjects.Texts("integer", "null"), ["minimum"] = 0, ["description"] = "Rows to skip." };
        members["limit"] = new JsonObject
        {
            ["type"] = JsonObjects.Texts("integer", "null"),
            ["minimum"] = 0,
            ["description"] = $"Rows to return at most. 0 and more than {maximum} mean {maximum}.",
        };
    }

    private static JsonObject Filter(string[] operators)
    {
        var takesAny = operators.Contains(ReadOptionsAttribute.AnyOperator);
        var pair = new JsonObject
        {
            ["type"] = "array",
            ["description"] = "Operator and value.",
            ["prefixItems"] = new JsonArray(takesAny ? new JsonObject { ["type"] = "string", ["description"] = "An operator. It is ignored." } : new JsonObject { ["enum"] = JsonObjects.Texts(operators) }, Scalar()),
            ["minItems"] = 1,
            ["maxItems"] = 2,
        };
        return takesAny || operators.Contains("=") ? new JsonObject { ["anyOf"] = new JsonArray(pair, Scalar()) } : pair;
    }

    private static JsonObject Scalar() => new() { ["type"] = "string" };

    private static JsonObject Order(string[] fields)
    {
        var field = new JsonObject { ["enum"] = JsonObjects.Texts(fields) };
        var condition = new JsonObject
        {
            ["type"] = "array",
            ["prefixItems"] = new JsonArray(field.DeepClone(), new JsonObject { ["enum"] = new JsonArray("asc", "desc") }),
            ["minItems"] = 1,
            ["maxItems"] = 2,
        };
        return new JsonObject
        {
            ["description"] = "A field, or several fields, each with an optional direction. The default direction is ascending.",
            ["anyOf"] = new JsonArray(
                field,
                new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["anyOf"] = new JsonArray(field.DeepClone(), condition) } },
                new JsonObject { ["type"] = "null" }),
        };
    }
}
