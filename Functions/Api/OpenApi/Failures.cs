using System.Reflection;
using System.Text.Json.Nodes;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Permissions;

namespace Serverless.Api.OpenApi;

/// <summary>Lists the failures of a call: those of the pipeline, and those that the method declares.</summary>
internal static class Failures
{
    /// <summary>Returns the failures of a method by HTTP status.</summary>
    public static IEnumerable<(int HttpStatus, JsonObject Response)> Of(MethodDeclaration method, bool isPost) =>
        Pipeline(method, isPost).Concat(Declared(method).Where(failure => failure.Status != FailsAttribute.AnyStatus))
            .GroupBy(failure => RpcStatus.Http(failure.Status))
            .OrderBy(group => group.Key)
            .Select(group => (group.Key, Response(group)));

    /// <summary>Returns the response for failures that any call can have.</summary>
    public static JsonObject Unexpected() => Response(Anywhere);

    /// <summary>Returns the default response of a method that passes on the status of another service; null for other methods.</summary>
    public static JsonObject? Others(MethodDeclaration method) =>
        Declared(method).Where(failure => failure.Status == FailsAttribute.AnyStatus).ToList() is { Count: > 0 } any ? Response([.. any, .. Anywhere]) : null;

    private static IEnumerable<FailsAttribute> Declared(MethodDeclaration method) => method.Method.GetType().GetCustomAttributes<FailsAttribute>();

    private static IReadOnlyList<FailsAttribute> Anywhere =>
    [
        new(409, null) { When = "Other calls kept changing the same data." },
        new(RpcStatus.TooManyRequests) { When = "Too many requests. `Retry-After` says when to try again." },
        new(500, null) { When = "An internal error. `exception` is true." },
        new(503, null) { When = "Storage is unavailable, or the server is overloaded. `Retry-After` says when to try again." },
    ];

    private static IEnumerable<FailsAttribute> Pipeline(MethodDeclaration method, bool isPost)
    {
        if (method.IsSessionOnly || !method.Permissions.Contains(Permission.Anyone))
        {
            yield return new(RpcStatus.InsufficientPermissions);
        }

        if (method.NeedsRequiredFactor)
        {
            yield return new(403, RpcStatus.SecondFactorEnrolmentRequired) { When = $"{RpcStatus.SecondFactorEnrolmentRequired}. `SecondFactor__RequiredFor` demands a second factor, and the caller has none." };
        }

        if (Callers.FreshSession(method) is { } fresh)
        {
            yield return new(403, RpcStatus.ReauthenticationRequired) { When = $"{RpcStatus.ReauthenticationRequired}. The call {fresh}." };
        }

        if (!isPost)
        {
            yield break;
        }

        yield return new(RpcStatus.BodyNotDecoded);
        yield return new(RpcStatus.InvalidParameters) { When = "The parameters are invalid. The message says which." };
        yield return new(RpcStatus.UnsupportedContentType);
        yield return new(413) { When = "The body is larger than 64 KiB." };
        int[] uploads = [RpcStatus.UploadSizeRequired, RpcStatus.UploadTooLarge, RpcStatus.UploadCalledAsRpc, RpcStatus.UploadFileRequired, RpcStatus.UploadContentTypeInvalid, RpcStatus.UploadUnexpectedField];
        foreach (var status in method.IsUpload ? uploads : [RpcStatus.UploadNotSupported])
        {
            yield return new(status);
        }
    }

    private static JsonObject Response(IEnumerable<FailsAttribute> failures) => new()
    {
        ["description"] = string.Join("\n", failures.Select(failure => $"- `{Status(failure)}` {failure.When ?? failure.Text ?? RpcStatus.Text(failure.Status)}")),
        ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = Envelopes.Error } },
    };

    private static string Status(FailsAttribute failure) =>
        failure.Status == FailsAttribute.AnyStatus ? "any" : failure.Status.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
