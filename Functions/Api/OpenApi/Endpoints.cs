using System.Reflection;
using System.Text.Json.Nodes;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;

namespace Serverless.Api.OpenApi;

/// <summary>
/// Creates the part of the description for the session and account families. Each endpoint is listed under its documented path, with its other
/// paths in the description.
/// </summary>
internal sealed class Endpoints(XmlDocs docs)
{
    private static readonly string[] BodyTypes = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"];

    private readonly Dictionary<Type, Schemas> _schemas = [];

    /// <summary>Adds the operation of an endpoint to the paths, and its error to the schemas.</summary>
    public void Add(EndpointDeclaration endpoint, JsonObject paths, JsonObject schemas)
    {
        var family = endpoint.Endpoint.Family;
        schemas[family.ErrorType.Name] ??= SchemasOf(family).Answer(family.ErrorType);
        var (verbs, template) = endpoint.Routes[0];
        var path = paths[template] as JsonObject ?? [];
        path[verbs.Count == 0 ? "get" : verbs[0].ToLowerInvariant()] = Operation(endpoint);
        paths[template] = path;
    }

    /// <summary>Returns an endpoint's name, unique among all operations: its id with points.</summary>
    public static string Name(OperationDeclaration endpoint) => endpoint.Id[1..].Replace('/', '.');

    /// <summary>Returns the group of an endpoint: its folder.</summary>
    public static string Tag(OperationDeclaration endpoint) => endpoint.Id[1..endpoint.Id.LastIndexOf('/')];

    private JsonObject Operation(EndpointDeclaration endpoint)
    {
        var operation = new JsonObject { ["operationId"] = Name(endpoint), ["tags"] = JsonObjects.Texts(Tag(endpoint)) }
            .With(Callers.Describe(endpoint, docs.Summary(endpoint.Endpoint.GetType()) + Aliases(endpoint)));
        var template = endpoint.Routes[0].Template;
        var addressed = endpoint.Parameters.All.Where(parameter => parameter.IsQuery || parameter.IsIn(template)).ToList();
        if (addressed.Count > 0)
        {
            operation["parameters"] = new JsonArray([.. addressed.Select(parameter => Parameter(endpoint, parameter, parameter.IsQuery ? "query" : "path"))]);
        }

        if (endpoint.Parameters.All.Except(addressed).ToList() is { Count: > 0 } fields)
        {
            operation["requestBody"] = Body(endpoint, fields);
        }

        operation["responses"] = Responses(endpoint);
        return operation;
    }

    private static string Aliases(EndpointDeclaration endpoint) => endpoint.Routes.Count < 2
        ? ""
        : $"\n\nAlso at {string.Join(", ", endpoint.Routes.Skip(1).Select(route => $"`{route.Template}`"))}.";

    private JsonObject Parameter(EndpointDeclaration endpoint, EndpointParameter parameter, string place) => new()
    {
        ["name"] = parameter.Name,
        ["in"] = place,
        ["required"] = place == "path",
        ["description"] = Describe(endpoint, parameter),
        ["schema"] = Schema(parameter),
        ["example"] = Examples.Of(Schema(parameter), parameter.Name),
    };

    private JsonObject Body(EndpointDeclaration endpoint, IReadOnlyList<EndpointParameter> fields)
    {
        var required = fields.Where(field => field.IsRequired).Select(field => field.Name).ToList();
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["required"] = JsonObjects.Texts(required),
            ["properties"] = new JsonObject(fields.Select(field =>
                KeyValuePair.Create(field.Name, (JsonNode?)new JsonObject { ["description"] = Describe(endpoint, field) }.With(Schema(field))))),
        };
        return new JsonObject
        {
            ["required"] = required.Count > 0,
            ["content"] = new JsonObject(BodyTypes.Select(type => KeyValuePair.Create(type, (JsonNode?)new JsonObject { ["schema"] = schema.DeepClone(), ["example"] = Examples.Of(schema, "") }))),
        };
    }

    private JsonObject Responses(EndpointDeclaration endpoint)
    {
        var (type, family) = (endpoint.Endpoint.GetType(), endpoint.Endpoint.Family);
        var answer = type.GetCustomAttribute<AnswerAttribute>() ?? throw new InvalidOperationException($"{type} does not declare its answer: put [Answer(...)] on it.");
        var responses = new JsonObject
        {
            [$"{answer.Status}"] = answer.Data is { } data
                ? new JsonObject { ["description"] = "Success", ["content"] = Content(SchemasOf(family).Answer(data), isExampleNeeded: true) }
                : new JsonObject { ["description"] = "Success" },
        };
        var failures = type.GetCustomAttributes<FailsAttribute>().Concat(EndpointFailures.Of(endpoint));
        foreach (var group in failures.GroupBy(failure => failure.Status).OrderBy(group => group.Key))
        {
            responses[$"{group.Key}"] = Failure(group, family);
        }

        responses["default"] = Failure(EndpointFailures.Anywhere(family), family);
        return responses;
    }

    /// <summary>Returns one response; <c>x-messages</c> lists its messages if they do not vary.</summary>
    private static JsonObject Failure(IEnumerable<FailsAttribute> group, Family family)
    {
        var failures = group.ToList();
        var response = new JsonObject
        {
            ["description"] = string.Join("\n", failures.Select(failure => $"- `{failure.Status}` {Sentence(failure)}").Distinct()),
            ["content"] = Content(new JsonObject { ["$ref"] = Envelopes.Schemas + family.ErrorType.Name }),
        };
        if (failures.TrueForAll(failure => failure.Text is not null))
        {
            response["x-messages"] = JsonObjects.Texts(failures.Select(failure => failure.Text!).Distinct());
        }

        return response;
    }

    private static string Sentence(FailsAttribute failure) => string.Join(": ", new[] { failure.Text, failure.When }.OfType<string>());

    private static JsonObject Content(JsonObject schema, bool isExampleNeeded = false)
    {
        var content = new JsonObject { ["schema"] = schema };
        if (isExampleNeeded)
        {
            content["example"] = Examples.Of(schema, "");
        }

        return new JsonObject { ["application/json"] = content };
    }

    private string? Describe(EndpointDeclaration endpoint, EndpointParameter parameter) => docs.Member(endpoint.Endpoint.ParametersType, parameter.Declared);

    private static JsonObject Schema(EndpointParameter parameter) => parameter.DescribedType switch
    {
        var type when type == typeof(string) => new JsonObject { ["type"] = "string" },
        var type when type == typeof(bool) => new JsonObject { ["type"] = "boolean" },
        var type when type == typeof(int) => new JsonObject { ["type"] = "integer", ["minimum"] = 0 },
        var type when type == typeof(string[]) => new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } },
        _ => [],
    };

    private Schemas SchemasOf(Family family) =>
        _schemas.TryGetValue(family.GetType(), out var schemas) ? schemas : _schemas[family.GetType()] = new Schemas(docs, family.Naming);
}
