using System.Text.Json;
using Microsoft.AspNetCore.Routing.Template;
using Serverless.Api.Shared.Endpoints;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Harness;

/// <summary>
/// Compares every response that a test receives with openapi.json: the envelope and the data must match their schema, and a failure must be one of
/// those that the method declares.
/// </summary>
internal static class Contract
{
    private static readonly JsonElement Document = JsonElement.Parse(File.ReadAllText(Repository.PathOf("openapi.json")));
    private static readonly JsonSchema Schema = new(Document);

    /// <summary>The routes of all endpoints, literal segments before parameters as on the server.</summary>
    private static readonly IReadOnlyList<(Type Endpoint, EndpointRoute Route, TemplateMatcher Matcher)> Routes =
    [
        .. from endpoint in Rules.Product.Endpoints
           from route in EndpointDeclaration.RoutesOf(endpoint)
           orderby route.Template.Replace('{', '\uFFFF')
           select (endpoint, route, new TemplateMatcher(TemplateParser.Parse(route.Template[1..]), [])),
    ];

    /// <summary>Returns why a response does not match its description; null if it does, or if its call has no description.</summary>
    public static string? Refuse(string verb, string path, int httpStatus, JsonElement envelope)
    {
        if (!Document.GetProperty("paths").TryGetProperty(path, out var operations)
            || !operations.TryGetProperty(verb.ToLowerInvariant(), out var operation)
            || envelope.TryGetProperty("id", out _)) // the body may have named another method
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

    /// <summary>
    /// Returns why a response of the session or account family does not match its description; null if it does, or if its call has no description.
    /// </summary>
    public static string? RefuseEndpoint(string verb, string path, int httpStatus, string body)
    {
        if (Routes.FirstOrDefault(route => route.Route.Verbs.Contains(verb) && route.Matcher.TryMatch(path, [])).Endpoint is not { } endpoint)
        {
            return null;
        }

        var (verbs, template) = EndpointDeclaration.RoutesOf(endpoint).First();
        var responses = Document.GetProperty("paths").GetProperty(template).GetProperty(verbs[0].ToLowerInvariant()).GetProperty("responses");
        var response = responses.TryGetProperty($"{httpStatus}", out var named) && IsDeclared(named, body) ? named : responses.GetProperty("default");
        if (httpStatus >= 300 && !IsDeclared(response, body))
        {
            return $"{verb} {path}: the failure {httpStatus} {body} is not declared; put [Fails(...)] on the endpoint.";
        }

        return response.TryGetProperty("content", out var content)
            ? Schema.Refuse(content.GetProperty("application/json").GetProperty("schema"), JsonElement.Parse(body)) is { } problem ? $"{verb} {path}: {problem}" : null
            : body.Length == 0 ? null : $"{verb} {path}: there should be no body.";
    }

    /// <summary>Returns whether a described response allows a body. A response without listed messages allows any body.</summary>
    private static bool IsDeclared(JsonElement response, string body) =>
        !response.TryGetProperty("x-messages", out var messages)
        || JsonElement.Parse(body).EnumerateObject().Any(member => messages.EnumerateArray().Any(message => JsonElement.DeepEquals(message, member.Value)));

    private static bool IsDeclared(JsonElement response, int code) =>
        response.GetProperty("description").GetString() is { } text && (text.Contains($"- `{code}` ", StringComparison.Ordinal) || text.Contains("- `any` ", StringComparison.Ordinal));
}
