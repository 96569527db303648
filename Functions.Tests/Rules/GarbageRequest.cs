using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Api.Shared.Endpoints;

namespace Serverless.Tests.Rules;

/// <summary>Represents one request to an endpoint with broken input. Number and seed determine everything except the caller's token.</summary>
internal sealed class GarbageRequest
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [SuppressMessage("Security", "CA5394", Justification = "Test data, not a secret.")]
    public GarbageRequest(IReadOnlyList<EndpointDeclaration> endpoints, int seed, int number)
    {
        var garbage = new Garbage(new Random(unchecked((seed * 397) ^ (number * 7919))));
        Endpoint = garbage.One(endpoints);
        var route = garbage.One(Endpoint.Routes);
        var values = Endpoint.Parameters.All.ToDictionary(parameter => parameter, parameter => Value(parameter, garbage.Text(parameter.Name, Fitting(parameter.Name, number)), garbage));
        Verb = garbage.Chance(95) && route.Verbs.Count > 0 ? new HttpMethod(garbage.One(route.Verbs)) : garbage.One([HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Post, HttpMethod.Head, new HttpMethod("PURGE")]);
        Path = PathOf(route.Template, values, garbage);
        IsSignedIn = garbage.Chance(60);
        Credential = token => garbage.Chance(IsSignedIn ? 95 : 50) ? garbage.One(["", "Bearer ", "Basic "]) + token : garbage.Authorization(token);
        HasPrivateToken = garbage.Chance(15);
        var fields = values.Where(value => !value.Key.IsQuery && !value.Key.IsIn(route.Template)).ToList();
        (ContentType, Body) = garbage.Chance(70) ? Json(fields, garbage) : garbage.Chance(60) ? Form(fields, garbage) : Multipart(fields, garbage);
        // Some requests stay valid: they must not cause a server error either.
        Body = garbage.Chance(15) ? Body : garbage.Chance(50) ? garbage.Distort(Body) : garbage.Break(Body);
        Name = $"number {number} of seed {seed}";
        Wire = new GarbageWire(garbage, Verb, Path, ContentType, Body);
    }

    public string Name { get; }

    public EndpointDeclaration Endpoint { get; }

    public HttpMethod Verb { get; }

    public string Path { get; }

    public bool IsSignedIn { get; }

    /// <summary>Gets whether the credential is sent in the header of the account family.</summary>
    public bool HasPrivateToken { get; }

    /// <summary>Gets the bytes of the request.</summary>
    public GarbageWire Wire { get; }

    public string? ContentType { get; }

    public byte[] Body { get; }

    /// <summary>Gets a function that returns the header for a caller's token.</summary>
    public Func<string, string> Credential { get; }

    /// <summary>Returns a text for messages of failed assertions, with enough detail to repeat the request.</summary>
    public override string ToString() =>
        $"{Name}: {Wire} {(IsSignedIn ? "signed in" : "guest")}";

    private static string PathOf(string template, Dictionary<EndpointParameter, JsonNode> values, Garbage garbage)
    {
        var path = template;
        foreach (var (parameter, value) in values)
        {
            path = path.Replace($"{{{parameter.Declared.ToLowerInvariant()}}}", Uri.EscapeDataString(Text(value) is { Length: > 0 and < 400 } text && !text.Contains('\0', StringComparison.Ordinal) ? text : "x"), StringComparison.Ordinal);
        }

        path = garbage.Chance(95) ? path : "/" + path[1..].Replace("/", garbage.One(["//", "/./", "/%2F", "/%5C", "/%3F", "/ü"]), StringComparison.Ordinal);
        var query = string.Join('&', values.Where(value => value.Key.IsQuery).Select(value => garbage.Chance(80) ? $"{value.Key.Name}={Uri.EscapeDataString(Text(value.Value))}" : garbage.One([value.Key.Name, value.Key.Name + "[]=1", "%", "a=%FF&=&&"])));
        return query.Length > 0 ? $"{path}?{query}" : path;
    }

    private static JsonNode Value(EndpointParameter parameter, string text, Garbage garbage) =>
        parameter.Type == typeof(bool) ? JsonValue.Create(garbage.Chance(50))
        : parameter.Type == typeof(JsonElement) ? new JsonArray(text, 1, "1795401071")
        : JsonValue.Create(text);

    private static string Text(JsonNode value) => value is JsonValue one && one.TryGetValue<string>(out var text) ? text : value.ToJsonString();

    private static (string?, byte[]) Json(List<KeyValuePair<EndpointParameter, JsonNode>> fields, Garbage garbage)
    {
        var body = new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key.Name, (JsonNode?)field.Value.DeepClone())));
        return (garbage.Chance(85) ? "application/json" : garbage.Chance(10) ? null : garbage.ContentType(), Encoding.UTF8.GetBytes(body.ToJsonString(Readable)));
    }

    private static (string?, byte[]) Form(List<KeyValuePair<EndpointParameter, JsonNode>> fields, Garbage garbage) =>
        (garbage.Chance(95) ? "application/x-www-form-urlencoded" : garbage.ContentType(),
            Encoding.UTF8.GetBytes(string.Join('&', fields.Select(field => $"{field.Key.Name}={Text(field.Value).Replace("%", "%25", StringComparison.Ordinal)}"))));

    private static (string?, byte[]) Multipart(List<KeyValuePair<EndpointParameter, JsonNode>> fields, Garbage garbage)
    {
        var parts = fields.Select(field => $"--x\r\nContent-Disposition: form-data; name=\"{field.Key.Name}\"{(garbage.Chance(10) ? "; filename=\"f\"" : "")}\r\n\r\n{Text(field.Value)}\r\n");
        return (garbage.Chance(95) ? "multipart/form-data; boundary=x" : garbage.ContentType(), Encoding.UTF8.GetBytes(string.Concat(parts) + "--x--\r\n"));
    }

    /// <summary>Returns a typical value for a field of this name.</summary>
    private static string Fitting(string name, int number) => name switch
    {
        "user" or "username" or "login" => $"fuzz{number}",
        "id" or "uid" => $"{number}",
        "limit" or "offset" => $"{number % 60}",
        "provider" => "wechat",
        _ when name.Contains("ass", StringComparison.Ordinal) => "a long and winding road", // pass, password and password_confirmation
        _ when name.Contains("mail", StringComparison.Ordinal) => $"fuzz{number}@example.com",
        _ => "text",
    };
}
