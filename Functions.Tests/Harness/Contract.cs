using System.Text.Json;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Harness;

/// <summary>
/// Holds every answer that any test gets against openapi.json: the envelope and the data must match their schema, and a failure must be
/// one of those that the method declares.
/// </summary>
internal static class Contract
{
    private static readonly JsonElement Document = JsonElement.Parse(File.ReadAllText(ReadmeFile.PathOf("openapi.json")));
    private static readonly JsonSchema Schema = new(Document);

    /// <summary>Why an answer is not as described; null if it is, or if its call is described nowhere.</summary>
    public static string? Refuse(string verb, string path, int httpStatus, JsonElement envelope)
    {
        if (!Document.GetProperty("paths").TryGetProperty(path, out var operations)
            || !operations.TryGetProperty(verb.ToLowerInvariant(), out var operation)
            || envelope.TryGetProperty("id", out _)) // the body named another method, perhaps
        {
            return null;
        }

        var responses = operation.GetProperty("responses");
        var others = responses.GetProperty("default");
        others = others.TryGetProperty("$ref", out var reference) ? Schema.Resolve(reference.GetString()!) : others;
        var response = responses.TryGetProperty($"{httpStatus}", out var named) ? named : others;

        if (Schema.Refuse(response.GetProperty("content").GetProperty("application/json").GetProperty("schema"), envelope) is { } problem)
        {
            return $"{verb} {path}: {problem}";
        }

        return envelope.TryGetProperty("error", out var error) && !IsDeclared(response, error.GetProperty("code").GetInt32()) && !IsDeclared(others, error.GetProperty("code").GetInt32())
            ? $"{verb} {path}: the failure {error} is not declared; put [Fails(...)] on the method."
            : null;
    }

    private static bool IsDeclared(JsonElement response, int code) =>
        response.GetProperty("description").GetString() is { } text && (text.Contains($"- `{code}` ", StringComparison.Ordinal) || text.Contains("- `any` ", StringComparison.Ordinal));
}
