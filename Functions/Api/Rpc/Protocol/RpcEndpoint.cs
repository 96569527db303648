using Microsoft.AspNetCore.Http;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Http;

namespace Serverless.Api.Rpc.Protocol;

/// <summary>Handles HTTP requests of the RPC family, and of unknown paths.</summary>
public sealed class RpcEndpoint(RpcPipeline pipeline, Catalogue catalogue, ClientAddress clientAddress)
{
    // Both names are in use: the first by the client of document 002, the second by its later versions (rpc.md 1.1).
    private static readonly string[] VoidHeaders = ["API-Call-Void", "X-API-Void-Call"];

    /// <summary>Carries out the call of a request that reached the trigger of a method. The body can still name another method.</summary>
    public Task<IResult> Answer<TMethod>(HttpRequest request)
        where TMethod : RpcMethod => Answer(request, catalogue.Of<TMethod, MethodDeclaration>());

    /// <summary>Carries out the call of a request that reached no method's trigger.</summary>
    public Task<IResult> Answer(HttpRequest request) => Answer(request, addressed: null);

    private async Task<IResult> Answer(HttpRequest request, MethodDeclaration? addressed)
    {
        var call = new RpcCall
        {
            MethodId = MethodId(request.Path),
            Addressed = addressed,
            Request = request,
            Authorization = request.Headers.Authorization.ToString() is { Length: > 0 } header ? header : null,
            Address = () => clientAddress.Of(request),
            Device = () => CallingDevice.Of(request, clientAddress.Of(request), RpcCall.Family),
            IsVoid = VoidHeaders.Any(name => request.Headers[name] == "true"),
        };
        // The request's own token is not passed on, because a disconnected caller must not leave a change half done.
        var result = await pipeline.Dispatch(call, CancellationToken.None);
        return new RpcAnswer(call, result);
    }

    /// <summary>
    /// Returns the method that a path names: the part after <c>/api</c>, or the whole path if it has no such prefix (documents 000 and 001 write
    /// <c>/v1/...</c>). Repeated slashes count as one.
    /// </summary>
    internal static string MethodId(PathString path)
    {
        var rest = path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase, out var remaining) ? remaining.Value : path.Value;
        if (string.IsNullOrEmpty(rest) || !rest.Contains("//", StringComparison.Ordinal))
        {
            return rest ?? "";
        }

        return "/" + string.Join('/', rest.Split('/', StringSplitOptions.RemoveEmptyEntries));
    }
}
