using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Api.Rpc.Protocol;

namespace Serverless.Tests.Rules;

/// <summary>Represents one call of a method with broken input. Number and seed determine everything except the caller's token.</summary>
internal sealed class GarbageCall
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [SuppressMessage("Security", "CA5394", Justification = "Test data, not a secret.")]
    public GarbageCall(IReadOnlyList<MethodDeclaration> methods, int seed, int number)
    {
        var garbage = new Garbage(new Random(HashCode(seed, number)));
        Name = $"number {number} of seed {seed}";
        Method = garbage.One(methods);
        var arguments = Arguments.Of(Method.Method.GetType(), name => garbage.Text(name, Fitting(name, number)));
        Path = "/api" + (garbage.Chance(97) ? Method.Id : Method.Id.Replace("/", garbage.One(["//", "/./", "/%2F", "/%5C", "/%23", "/%3F", "/ü", "/%F0%9F%94%91"]), StringComparison.Ordinal));
        Verb = garbage.Chance(97) ? HttpMethod.Post : garbage.One([HttpMethod.Get, HttpMethod.Head, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Options, new HttpMethod("PURGE")]);
        IsSignedIn = garbage.Chance(60);
        Authorization = token => garbage.Chance(IsSignedIn ? 95 : 50) ? "Bearer " + token : garbage.Authorization(token);
        (ContentType, Body) = Method.IsUpload && garbage.Chance(90) ? Multipart(garbage, arguments) : Json(garbage, arguments);
        // Some calls stay valid: they must not cause a server error either.
        Body = garbage.Chance(10) ? Body : garbage.Chance(50) && ContentType != MessagePackJson.ContentType ? garbage.Distort(Body) : garbage.Break(Body);
        Wire = new GarbageWire(garbage, Verb, Path, ContentType, Body);
    }

    /// <summary>Gets the bytes of the request.</summary>
    public GarbageWire Wire { get; }

    public string Name { get; }

    public MethodDeclaration Method { get; }

    public string Path { get; }

    public HttpMethod Verb { get; }

    public bool IsSignedIn { get; }

    public string? ContentType { get; }

    public byte[] Body { get; }

    /// <summary>Gets a function that returns the header for a caller's token.</summary>
    public Func<string, string> Authorization { get; }

    /// <summary>Returns a text for messages of failed assertions, with enough detail to repeat the call.</summary>
    public override string ToString() =>
        $"{Name}: {Wire} {(IsSignedIn ? "signed in" : "guest")}";

    private static (string?, byte[]) Json(Garbage garbage, JsonArray arguments)
    {
        JsonNode body = garbage.Chance(85)
            ? arguments
            : new JsonObject { ["jsonrpc"] = "2.0", ["method"] = garbage.Text("method", "/v1/test/test"), ["id"] = garbage.Text("id", "1"), ["params"] = arguments };
        if (garbage.Chance(12))
        {
            return (MessagePackJson.ContentType, MessagePack(body));
        }

        return (garbage.Chance(85) ? "application/json" : garbage.Chance(10) ? null : garbage.ContentType(), Encoding.UTF8.GetBytes(body.ToJsonString(Readable)));
    }

    private static byte[] MessagePack(JsonNode json)
    {
        var body = new ArrayBufferWriter<byte>();
        MessagePackJson.Write(JsonSerializer.SerializeToElement(json), body, time: null);
        return body.WrittenSpan.ToArray();
    }

    private static (string?, byte[]) Multipart(Garbage garbage, JsonArray arguments)
    {
        var (one, other) = (Part("file\"; filename=\"" + garbage.Text("name", "f.txt"), "text/plain", "content"), Part("params", "application/json", arguments.ToJsonString(Readable)));
        var body = garbage.Chance(50) ? one + other : other + one;
        return (garbage.Chance(95) ? "multipart/form-data; boundary=x" : garbage.ContentType(), Encoding.UTF8.GetBytes(body + "--x--\r\n"));

        string Part(string name, string type, string content) =>
            $"--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\nContent-Type: {(garbage.Chance(90) ? type : garbage.ContentType())}\r\n\r\n{content}\r\n";
    }

    /// <summary>Returns a typical value for a field of this name.</summary>
    private static string Fitting(string name, int number) => name switch
    {
        "username" or "user_id" => $"fuzz{number}",
        "password" => "a long and winding road",
        "telegram_name" or "telegram_username" => $"telegram{number}",
        _ when name.Contains("email", StringComparison.Ordinal) => $"fuzz{number}@example.com",
        _ => "text",
    };

    /// <summary>Returns a hash code that does not differ from run to run, unlike that of System.HashCode.</summary>
    private static int HashCode(int seed, int number) => unchecked((seed * 397) ^ (number * 7919));
}
