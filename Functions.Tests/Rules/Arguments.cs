using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Api.Shared.Parameters;

namespace Serverless.Tests.Rules;

/// <summary>Creates arguments for any method from the declaration of its parameters, so that a new method takes part without being listed.</summary>
internal static class Arguments
{
    /// <param name="method">The class of the method.</param>
    /// <param name="text">Returns a value for a text, by its name on the wire.</param>
    public static JsonArray Of(Type method, Func<string, string> text) =>
        [.. Members(method.BaseType!.GetGenericArguments()[0]).Select(member => member.GetCustomAttribute<ReadOptionsAttribute>() is { } allowed
            ? Options(allowed, text)
            : Value(member.Name!, member.ParameterType, text))];

    private static JsonObject Options(ReadOptionsAttribute allowed, Func<string, string> text) => new()
    {
        ["where"] = new JsonObject(allowed.Where.Select(field => field.Split(' ')).Select(parts =>
            KeyValuePair.Create(parts[0], (JsonNode?)new JsonArray(parts[1] == "*" ? "like" : parts[1], text(parts[0]))))),
        ["order_by"] = new JsonArray([.. allowed.OrderBy.Select(field => (JsonNode?)new JsonArray(field, "desc"))]),
        ["offset"] = 0,
        ["limit"] = 5,
    };

    private static ParameterInfo[] Members(Type record) => record.GetConstructors()[0].GetParameters();

    private static JsonNode Value(string name, Type type, Func<string, string> text)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        name = JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
        return type switch
        {
            _ when type == typeof(bool) => JsonValue.Create(true),
            _ when type == typeof(int) || type == typeof(long) => JsonValue.Create(1),
            _ when type == typeof(ushort) => JsonValue.Create(1),
            _ when type == typeof(string) || type == typeof(JsonElement) => JsonValue.Create(text(name)),
            _ when type == typeof(IReadOnlyDictionary<string, bool>) => new JsonObject { [text(name)] = true },
            _ when type == typeof(IReadOnlyDictionary<string, JsonElement>) => new JsonObject { [text(name)] = text(name) },
            { IsArray: true } => new JsonArray(Value(name, type.GetElementType()!, text)),
            _ => new JsonObject(Members(type).Select(member =>
                KeyValuePair.Create(JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name!), (JsonNode?)Value(member.Name!, member.ParameterType, text)))),
        };
    }
}
