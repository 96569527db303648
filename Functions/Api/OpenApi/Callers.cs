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
    public static JsonObject Describe(OperationDeclaration operation, string text) => new()
    {
        ["summary"] = text.Split([". ", ", so that", "; ", "\n"], 2, StringSplitOptions.None)[0].TrimEnd('.'),
        ["description"] = $"{text}\n\nPermission: {string.Join(", ", operation.Permissions.Select(Permission.Describe))}{(operation.IsSessionOnly ? "; not with an API token" : "")}.",
        ["security"] = operation.Permissions.Contains(Permission.Anyone) ? new JsonArray(new JsonObject(), Token()) : new JsonArray(Token()),
        ["x-permissions"] = JsonObjects.Texts(operation.Permissions),
    };

    private static JsonObject Token() => new() { ["token"] = new JsonArray() };
}
