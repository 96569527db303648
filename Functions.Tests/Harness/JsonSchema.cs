using System.Text.Json;

namespace Serverless.Tests.Harness;

/// <summary>Validates values by the part of JSON Schema that openapi.json uses. An unsupported keyword is an error.</summary>
internal sealed class JsonSchema(JsonElement document)
{
    /// <summary>Returns where and why a value does not match; null if it does.</summary>
    public string? Refuse(JsonElement schema, JsonElement value, string path = "$")
    {
        if (schema.ValueKind == JsonValueKind.True) // any value
        {
            return null;
        }

        foreach (var keyword in schema.EnumerateObject())
        {
            var operand = keyword.Value;
            var problem = keyword.Name switch
            {
                "$ref" => Refuse(Resolve(operand.GetString()!), value, path),
                "type" => Types(operand).Any(type => Is(value, type)) ? null : $"is not {operand}",
                "const" => JsonElement.DeepEquals(operand, value) ? null : $"is not {operand}",
                "enum" => operand.EnumerateArray().Any(allowed => JsonElement.DeepEquals(allowed, value)) ? null : $"is not one of {operand}",
                "anyOf" => operand.EnumerateArray().Any(one => Refuse(one, value, path) is null) ? null : $"matches none of {operand}",
                "oneOf" => operand.EnumerateArray().Count(one => Refuse(one, value, path) is null) == 1 ? null : $"does not match exactly one of {operand}",
                "minimum" when value.ValueKind == JsonValueKind.Number => value.GetDecimal() >= operand.GetDecimal() ? null : $"is less than {operand}",
                "maximum" when value.ValueKind == JsonValueKind.Number => value.GetDecimal() <= operand.GetDecimal() ? null : $"is more than {operand}",
                "format" => operand.GetString() != "date-time" || value.ValueKind != JsonValueKind.String || value.TryGetDateTimeOffset(out _) ? null : "is not a time",
                "required" when value.ValueKind == JsonValueKind.Object =>
                    operand.EnumerateArray().FirstOrDefault(name => !value.TryGetProperty(name.GetString()!, out _)) is { ValueKind: JsonValueKind.String } missing ? $"has no {missing}" : null,
                "properties" when value.ValueKind == JsonValueKind.Object =>
                    First(operand.EnumerateObject(), member => value.TryGetProperty(member.Name, out var found) ? Refuse(member.Value, found, $"{path}.{member.Name}") : null),
                "additionalProperties" when value.ValueKind == JsonValueKind.Object =>
                    First(value.EnumerateObject(), member => IsNamed(schema, member.Name) ? null : operand.ValueKind == JsonValueKind.False ? $"has {member.Name}, too" : Refuse(operand, member.Value, $"{path}.{member.Name}")),
                "prefixItems" when value.ValueKind == JsonValueKind.Array => First(operand.EnumerateArray().Zip(value.EnumerateArray()), pair => Refuse(pair.First, pair.Second, path + "[]")),
                "minProperties" when value.ValueKind == JsonValueKind.Object => value.EnumerateObject().Count() >= operand.GetInt32() ? null : "has too few members",
                "minItems" when value.ValueKind == JsonValueKind.Array => value.GetArrayLength() >= operand.GetInt32() ? null : "is too short",
                "maxItems" when value.ValueKind == JsonValueKind.Array => value.GetArrayLength() <= operand.GetInt32() ? null : "is too long",
                "items" when value.ValueKind == JsonValueKind.Array => First(value.EnumerateArray(), item => Refuse(operand, item, path + "[]")),
                "required" or "properties" or "additionalProperties" or "items" or "prefixItems" or "minProperties" or "minItems" or "maxItems" or "minimum" or "maximum" or "description" or "title" or "default" => null,
                _ => throw new NotSupportedException($"The check does not know the keyword {keyword.Name}."),
            };
            if (problem is not null)
            {
                return problem.StartsWith('$') ? problem : $"{path} {problem}: {value}";
            }
        }

        return null;
    }

    /// <summary>Returns the target of a reference within the document.</summary>
    public JsonElement Resolve(string reference) => reference.Split('/').Skip(1).Aggregate(document, (node, name) => node.GetProperty(name));

    private static bool IsNamed(JsonElement schema, string name) => schema.TryGetProperty("properties", out var members) && members.TryGetProperty(name, out _);

    private static string? First<T>(IEnumerable<T> items, Func<T, string?> check) => items.Select(check).FirstOrDefault(problem => problem is not null);

    private static IEnumerable<string> Types(JsonElement type) => type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!) : [type.GetString()!];

    private static bool Is(JsonElement value, string type) => (type, value.ValueKind) switch
    {
        ("null", JsonValueKind.Null) or ("string", JsonValueKind.String) or ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array)
            or ("boolean", JsonValueKind.True or JsonValueKind.False) or ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => value.TryGetInt64(out _),
        _ => false,
    };
}
