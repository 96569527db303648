using System.Text.Json.Nodes;
using Serverless.Api.Shared;

namespace Serverless.Api.OpenApi;

/// <summary>Creates the schemas of the JSON-RPC 2.0 envelopes of rpc.md 1.3 and 1.4.</summary>
internal static class Envelopes
{
    /// <summary>The path of the schemas in the document.</summary>
    public const string Schemas = "#/components/schemas/";

    private static readonly string[] Always = ["status", "status_text", "exception"];
    private static readonly string[] Data = ["data"];

    /// <summary>Gets a reference to the envelope of all failures.</summary>
    public static JsonObject Error => new() { ["$ref"] = Schemas + nameof(Error) };

    /// <summary>Gets a reference to the envelope of a success without data.</summary>
    public static JsonObject Done => new() { ["$ref"] = Schemas + nameof(Done) };

    /// <summary>Gets a reference to the envelope of a change.</summary>
    public static JsonObject Changed => new() { ["$ref"] = Schemas + nameof(Changed) };

    /// <summary>Returns the schemas that all methods share.</summary>
    public static JsonObject Shared(XmlDocs docs) => new()
    {
        [nameof(Done)] = Success(null, isDataRequired: false, Meta(), "Success without data."),
        [nameof(Changed)] = Success(new JsonObject { ["type"] = "null" }, isDataRequired: false, Meta(), "The change succeeded. `meta.rows` is the number of changed rows. Status 204, without `data` and `meta`, means that there was nothing to change."),
        [nameof(Error)] = new JsonObject
        {
            ["description"] = "Failure.",
            ["type"] = "object",
            ["required"] = JsonObjects.Texts("jsonrpc", "error"),
            ["properties"] = new JsonObject { ["jsonrpc"] = Version(), ["error"] = ErrorBody(docs), ["id"] = Id() },
        },
    };

    /// <summary>Returns the envelope of a success.</summary>
    /// <param name="data">The schema of the data; null if there is none.</param>
    /// <param name="isDataRequired">Whether the data are always present.</param>
    /// <param name="meta">The schema of meta; null if there is none.</param>
    /// <param name="description">The description for readers.</param>
    public static JsonObject Success(JsonObject? data, bool isDataRequired, JsonObject? meta, string description)
    {
        var members = new JsonObject
        {
            ["status"] = new JsonObject { ["type"] = "integer", ["minimum"] = 200, ["maximum"] = 299 },
            ["status_text"] = new JsonObject { ["type"] = "string" },
            ["exception"] = new JsonObject { ["const"] = false },
        };
        if (data is not null)
        {
            members["data"] = data;
        }

        if (meta is not null)
        {
            members["meta"] = meta;
        }

        return new JsonObject
        {
            ["description"] = description,
            ["type"] = "object",
            ["required"] = JsonObjects.Texts("jsonrpc", "result"),
            ["properties"] = new JsonObject
            {
                ["jsonrpc"] = Version(),
                ["result"] = new JsonObject
                {
                    ["type"] = "object",
                    ["required"] = JsonObjects.Texts([.. Always, .. isDataRequired ? Data : []]),
                    ["properties"] = members,
                    ["additionalProperties"] = false,
                },
                ["id"] = Id(),
            },
        };
    }

    /// <summary>Returns the schema of the numbers about a response.</summary>
    public static JsonObject Meta() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { ["rows"] = new JsonObject { ["type"] = "integer", ["description"] = "How many rows were touched or returned." } },
    };

    /// <summary>Returns the schema of the numbers about a list.</summary>
    /// <param name="isSearched">Whether the list can be the result of a search.</param>
    public static JsonObject PageMeta(bool isSearched)
    {
        var meta = Meta();
        if (isSearched)
        {
            meta["properties"]!["searched_from"] = new JsonObject
            {
                ["type"] = "string",
                ["format"] = "date-time",
                ["description"] = "The time from which on everything was examined; only if the filters require a search.",
            };
            meta["properties"]!["continuation"] = new JsonObject
            {
                ["type"] = JsonObjects.Texts("string", "null"),
                ["description"] = "The value of `continuation` with which the search goes on; null if there is nothing more to search.",
            };
        }

        meta["properties"]!["total"] = new JsonObject { ["type"] = "string", ["description"] = "All rows that match, a decimal number; absent where they are not counted." };
        meta["properties"]!["summary"] = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["total"] = new JsonObject { ["type"] = "string" } } };
        return meta;
    }

    private static JsonObject Version() => new() { ["const"] = "2.0" };

    private static JsonObject Id() => new() { ["description"] = "The id of a JSON-RPC request; absent in ordinary calls." };

    private static JsonObject ErrorBody(XmlDocs docs) => new()
    {
        ["type"] = "object",
        ["required"] = JsonObjects.Texts("code", "message", "data"),
        ["properties"] = new JsonObject
        {
            ["code"] = new JsonObject { ["type"] = "integer", ["description"] = "The error code: an HTTP status, or a negative number." },
            ["message"] = new JsonObject { ["type"] = "string", ["description"] = "The same for people." },
            ["data"] = new JsonObject
            {
                ["type"] = "object",
                ["required"] = JsonObjects.Texts("exception", "meta"),
                ["properties"] = new JsonObject
                {
                    ["exception"] = new JsonObject { ["type"] = "boolean", ["description"] = "Whether it is a defect of the server." },
                    ["meta"] = Why(docs),
                },
            },
        },
    };

    /// <summary>Returns the schema of the reason of a failure, for programs.</summary>
    private static JsonObject Why(XmlDocs docs) => new()
    {
        ["type"] = "object",
        ["required"] = JsonObjects.Texts("reason"),
        ["properties"] = new JsonObject
        {
            ["reason"] = Names("Why the call failed, for programs. A name never changes.", Reasons.OfFailures, docs),
            ["details"] = new JsonObject
            {
                ["description"] = "What is wrong with the parameters; absent if the failure is another.",
                ["type"] = "array",
                ["items"] = new JsonObject
                {
                    ["type"] = "object",
                    ["required"] = JsonObjects.Texts("path", "reason", "message"),
                    ["properties"] = new JsonObject
                    {
                        ["path"] = new JsonObject { ["type"] = "string", ["description"] = "The parameter and the way to the member, such as `fields.username` or `user_ids[2]`." },
                        ["reason"] = Names("What is wrong, for programs.", Reasons.OfParameters, docs),
                        ["message"] = new JsonObject { ["type"] = "string", ["description"] = "What is wrong, for people." },
                    },
                },
            },
        },
    };

    private static JsonObject Names<T>(string description, IReadOnlyDictionary<T, string> names, XmlDocs docs)
        where T : struct, Enum => new()
        {
            ["type"] = "string",
            ["description"] = $"{description}\n\n{string.Join('\n', names.OrderBy(name => name.Key).Select(name => $"- `{name.Value}`: {docs.Value(name.Key)}"))}",
            ["enum"] = JsonObjects.Texts(names.OrderBy(name => name.Key).Select(name => name.Value)),
        };
}
