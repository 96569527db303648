using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Telemetry;

namespace Serverless.Api.OpenApi;

/// <summary>
/// Creates the OpenAPI 3.1 description of all families from the declarations of methods and endpoints. The result is stored in openapi.json at
/// the root of the repository and is part of the app; a test compares the two.
/// </summary>
public sealed class OpenApiDocument(Catalogue catalogue, XmlDocs docs)
{
    private const string Introduction = """
        Three families of clients are served over the same users, sessions and credentials.

        **RPC family**, `/api/v1/...`: every method is a POST. The body is the JSON array of its parameters, by position. A method that
        reads and needs no parameters can be called with GET, too. HEAD is refused. Parameters at the end that can be null can be left out. A text is taken for a number and the other way round where
        nothing is lost.

        Answers are JSON-RPC 2.0 envelopes. With the header `API-Call-Void: true` a call is carried out without telling its outcome.
        The object `{"jsonrpc":"2.0","method":"/v1/test/test","params":[],"id":1}` posted to `/api` is the same call as a POST to the method's path.
        With `Content-Type: application/msgpack` the same is sent and answered in MessagePack.

        `v1/session/signin` answers a token. Send it as `Authorization: Bearer <token>`. A call with a wrong token is a call without one.

        **Session family** and **account family**: a verb on a path, with fields in JSON or in a form, and a plain JSON answer. HEAD works where GET
        does, and nowhere else. The token of any family opens the others: as `Authorization: <token>` with or without `Bearer`, or as `PRIVATE-TOKEN: <token>`.
        """;

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Schemas _schemas = new(docs, JsonNamingPolicy.SnakeCaseLower);

    /// <summary>Returns the document as text.</summary>
    public string Write() => Create().ToJsonString(Layout) + "\n";

    private JsonObject Create()
    {
        var answers = Envelopes.Shared(docs);
        var paths = new JsonObject();
        foreach (var method in catalogue.All<MethodDeclaration>())
        {
            var path = new JsonObject();
            if (method.AllowsGet && method.Parameters.Required == 0)
            {
                path["get"] = Operation(method, isPost: false, answers);
            }

            path["post"] = Operation(method, isPost: true, answers);
            paths["/api" + method.Id] = path;
        }

        var endpoints = new Endpoints(docs);
        foreach (var endpoint in catalogue.All<EndpointDeclaration>())
        {
            endpoints.Add(endpoint, paths, answers);
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Serverless",
                ["version"] = ProductVersion.Number,
                ["description"] = Introduction,
                ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/", ["description"] = "This server" }),
            ["tags"] = new JsonArray([.. catalogue.All<MethodDeclaration>().Select(Tag).Concat(catalogue.All<EndpointDeclaration>().Select(Endpoints.Tag)).Distinct().Select(tag => (JsonNode)new JsonObject { ["name"] = tag })]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "The token of a session, or an API token." },
                },
                ["responses"] = new JsonObject { ["Unexpected"] = Failures.Unexpected() },
                ["schemas"] = answers,
            },
        };
    }

    private JsonObject Operation(MethodDeclaration method, bool isPost, JsonObject answers)
    {
        var operation = new JsonObject { ["operationId"] = Name(method) + (isPost ? "" : ".get"), ["tags"] = JsonObjects.Texts(Tag(method)) }
            .With(Callers.Describe(method, docs.Summary(method.Method.GetType())));
        if (isPost && Body(method) is { } body)
        {
            operation["requestBody"] = body;
        }

        var responses = new JsonObject { ["200"] = Success(method, answers) };
        foreach (var (status, response) in Failures.Of(method, isPost))
        {
            responses[$"{status}"] = response;
        }

        responses["default"] = Failures.Others(method) ?? new JsonObject { ["$ref"] = "#/components/responses/Unexpected" };
        operation["responses"] = responses;
        return operation;
    }

    /// <summary>Returns the body of a POST; null for a method without parameters.</summary>
    private JsonObject? Body(MethodDeclaration method)
    {
        var parameters = _schemas.Parameters(method);
        if (RequestParameters.Of(parameters) is not { } schema)
        {
            return null;
        }

        var content = method.IsUpload
            ? new JsonObject
            {
                ["multipart/form-data"] = new JsonObject
                {
                    ["schema"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["required"] = JsonObjects.Texts("file"),
                        ["properties"] = new JsonObject
                        {
                            ["params"] = schema,
                            ["file"] = new JsonObject { ["type"] = "string", ["format"] = "binary", ["description"] = "The file, with a name." },
                        },
                    },
                    ["example"] = new JsonObject { ["params"] = Examples.Of(schema, method.Id), ["file"] = "the content of the file" },
                    ["encoding"] = new JsonObject { ["params"] = new JsonObject { ["contentType"] = "application/json" } },
                },
            }
            : new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schema, ["example"] = Examples.Of(schema, method.Id) } };
        return new JsonObject
        {
            ["description"] = ParameterList.Of(parameters),
            ["required"] = method.IsUpload || method.Parameters.Required > 0,
            ["content"] = content,
        };
    }

    private JsonObject Success(MethodDeclaration method, JsonObject answers)
    {
        var type = method.Method.GetType();
        var answer = type.GetCustomAttribute<AnswerAttribute>() ?? throw new InvalidOperationException($"{type} does not declare its answer: put [Answer(...)] on it.");
        var schema = answer.Rows ? Envelopes.Changed : Envelopes.Done;
        if (answer.Data is { } data)
        {
            var name = Name(method) + ".answer";
            answers[name] ??= Envelopes.Success(Data(answer, data), isDataRequired: !answer.IsOptional, answer.Page ? Envelopes.PageMeta(answer.Searches) : null, $"The answer of `{method.Id}`.");
            schema = new JsonObject { ["$ref"] = Envelopes.Schemas + name };
        }

        return new JsonObject
        {
            ["description"] = "Success",
            ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schema, ["example"] = Example(schema, answers) } },
        };
    }

    /// <summary>Returns an example of a response without an id, because only a JSON-RPC request has one.</summary>
    private static JsonNode? Example(JsonObject reference, JsonObject answers)
    {
        var example = Examples.Of((JsonObject)answers[reference["$ref"]!.GetValue<string>()[Envelopes.Schemas.Length..]]!, "");
        example?.AsObject().Remove("id");
        return example;
    }

    private JsonObject Data(AnswerAttribute answer, Type type)
    {
        var data = _schemas.Answer(type);
        var shapes = new List<JsonObject> { answer.Page ? new JsonObject { ["type"] = JsonObjects.Texts("array", "null"), ["items"] = data.DeepClone() } : data };
        if (answer.OrOne)
        {
            shapes.Add(data);
        }

        if (answer.Or is { } other)
        {
            shapes.Add(_schemas.Answer(other));
        }

        if (answer.IsOptional && data.Count > 0)
        {
            shapes.Add(new JsonObject { ["type"] = "null" });
        }

        return shapes.Count == 1 ? shapes[0] : new JsonObject { ["anyOf"] = new JsonArray([.. shapes]) };
    }

    /// <summary>Returns the id without its version and with points between its parts: a unique name that suits generated clients.</summary>
    private static string Name(MethodDeclaration method) => method.Id.Replace("/v1", "", StringComparison.Ordinal)[1..].Replace('/', '.');

    private static string Tag(MethodDeclaration method) => Name(method).Split('.') is [.. var folders, _] && folders.Length > 0 ? string.Join('/', folders) : "service";
}
