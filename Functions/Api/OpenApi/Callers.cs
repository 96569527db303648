using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;

namespace Serverless.Api.OpenApi;

/// <summary>Describes the purpose of an operation and its permissions.</summary>
internal static class Callers
{
    /// <summary>Returns the summary, description, security and permissions of an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="text">The description; the beginning of its first sentence becomes the summary.</param>
    public static JsonObject Describe(OperationDeclaration operation, string text)
    {
        var described = new JsonObject
        {
            ["summary"] = text.Split([". ", ", so that", "; ", "\n"], 2, StringSplitOptions.None)[0].TrimEnd('.'),
            ["description"] = $"{text}\n\nPermission: {string.Join("; ", Needs(operation))}.",
            ["security"] = operation.Permissions.Contains(Permission.Anyone) ? new JsonArray(new JsonObject(), Token()) : new JsonArray(Token()),
            ["x-permissions"] = JsonObjects.Texts(operation.Permissions),
        };
        if (operation.FreshSession is { } rule)
        {
            described["x-fresh-session"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(rule.ToString());
        }

        return described;
    }

    /// <summary>Returns what a caller needs: a permission, and a kind of session if the operation needs one.</summary>
    public static IEnumerable<string> Needs(OperationDeclaration operation)
    {
        yield return string.Join(", ", operation.Permissions.Select(Permission.Describe));
        if (operation.IsSessionOnly)
        {
            yield return "not with an API token";
        }

        if (FreshSession(operation) is { } fresh)
        {
            yield return fresh;
        }
    }

    /// <summary>Returns when an operation needs a fresh session, as the rest of a sentence; null if it never does.</summary>
    public static string? FreshSession(OperationDeclaration operation) => operation.FreshSession switch
    {
        FreshSessionRule.Always => "needs a fresh session",
        FreshSessionRule.IfConfigured => "needs a fresh session if `Security__FreshForDocumentedMethods` is true",
        _ => null,
    };

    private static JsonObject Token() => new() { ["token"] = new JsonArray() };
}
