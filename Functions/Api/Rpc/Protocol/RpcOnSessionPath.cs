using Microsoft.AspNetCore.Http;
using Serverless.Api.Shared.Endpoints;

namespace Serverless.Api.Rpc.Protocol;

/// <summary>Handles POST requests of <c>/api</c> with a body as JSON-RPC calls. Without a body, the session family handles the request.</summary>
public sealed class RpcOnSessionPath(RpcEndpoint endpoint) : IPathShare
{
    /// <inheritdoc />
    public string Path => "api";

    /// <inheritdoc />
    public bool Claims(HttpRequest request) => HttpMethods.IsPost(request.Method) && HasBody(request);

    /// <inheritdoc />
    public Task<IResult> Answer(HttpRequest request) => endpoint.Answer(request);

    private static bool HasBody(HttpRequest request) => request.ContentLength > 0 || request.Headers.ContainsKey("Transfer-Encoding");
}
