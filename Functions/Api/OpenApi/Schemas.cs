using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared.Parameters;

namespace Serverless.Api.OpenApi;

/// <summary>Creates the JSON schemas of parameters and responses, with descriptions from their doc comments.</summary>
/// <param name="docs">The doc comments.</param>
/// <param name="naming">The naming policy of members on the wire.</param>
internal sealed class Schemas(XmlDocs docs, JsonNamingPolicy naming)
{
    private readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = naming,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>Returns the schema of a method's parameters: the array that is sent.</summary>
    public JsonObject Parameters(MethodDeclaration method)
    {
        var members = Export(method.Method.ParametersType, isAnswer: false)["properties"] as JsonObject ?? [];
        var named = method.Parameters.All.Select(parameter => (JsonNode)new JsonObject { ["title"] = parameter.Name }.With(members[parameter.Name])).ToArray();
        var array = new JsonObject { ["type"] = "array" };
        if (named.Length > 0)
        {
            array["prefixItems"] = new JsonArray(named);
        }

        array["minItems"] = method.Parameters.Required;
        if (method.Parameters.HasRest)
        {
            array["items"] = new JsonObject { ["description"] = members[members.Count - 1]?["description"]?.DeepClone() };
        }
        else
        {
            array["maxItems"] = named.Length;
        }

        return array;
    }

    /// <summary>Returns the schema of a response's data.</summary>
    public JsonObject Answer(Type type) => Export(type, isAnswer: true);

    private JsonObject Export(Type type, bool isAnswer)
    {
        var options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = (context, schema) => Describe(context, AsObject(schema), isAnswer) };
        return (JsonObject)_json.GetJsonSchemaAsNode(type, options);
    }

    private JsonObject Describe(JsonSchemaExporterContext context, JsonObject schema, bool isAnswer)
    {
        if (context.PropertyInfo?.AssociatedParameter?.AttributeProvider?.GetCustomAttributes(typeof(ReadOptionsAttribute), false) is [ReadOptionsAttribute options])
        {
            schema = ReadOptionsDocument.Of(options);
        }
        else if (context.TypeInfo.Kind == JsonTypeInfoKind.Object && context.TypeInfo.Properties.Count > 0)
        {
            schema["required"] = new JsonArray([.. context.TypeInfo.Properties.Where(member => isAnswer ? IsAlwaysThere(member) : !member.IsGetNullable).Select(member => (JsonNode)member.Name)]);
            foreach (var optional in context.TypeInfo.Properties.Where(property => isAnswer && !IsAlwaysThere(property)))
            {
                RequestParameters.RemoveNull((JsonObject)schema["properties"]![optional.Name]!); // omitted when it is null
            }

            if (context.TypeInfo.Type.IsDefined(typeof(StrictAttribute)))
            {
                schema["additionalProperties"] = false;
            }
        }

        // The description goes first, because readers look for it first.
        return context.PropertyInfo?.AttributeProvider is MemberInfo member && docs.Member(member.DeclaringType!, member.Name) is { } text
            ? new JsonObject { ["description"] = text }.With(schema)
            : schema;
    }

    private static bool IsAlwaysThere(JsonPropertyInfo member) =>
        member.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), false) is not [JsonIgnoreAttribute];

    /// <summary>Returns the schema <c>true</c> (any value) as an object that can have a description.</summary>
    private static JsonObject AsObject(JsonNode schema) => schema as JsonObject ?? [];
}

/// <summary>Helps to build JSON objects.</summary>
internal static class JsonObjects
{
    /// <summary>Adds copies of the members of another object.</summary>
    public static JsonObject With(this JsonObject target, JsonNode? source)
    {
        foreach (var (name, value) in (JsonObject?)source ?? [])
        {
            target[name] = value?.DeepClone();
        }

        return target;
    }

    /// <summary>Returns an array of texts.</summary>
    public static JsonArray Texts(params IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
