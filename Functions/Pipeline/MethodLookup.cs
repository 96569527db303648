using Microsoft.AspNetCore.Http;
using Serverless.Pipeline.Rpc;

namespace Serverless.Pipeline;

/// <summary>Finds the method that is called.</summary>
public sealed class MethodLookup(Catalogue catalogue) : IStep
{
    /// <inheritdoc />
    public Task<Result> Invoke(Call call, Next next, CancellationToken cancellation)
    {
        if (!catalogue.TryFind(call.MethodId, out var method))
        {
            return Task.FromResult(Result.Fail(RpcStatus.MethodNotFound));
        }

        call.Method = method;
        if (call.Request is { } request && !HttpMethods.IsPost(request.Method) && !(method.AllowsGet && HttpMethods.IsGet(request.Method)))
        {
            return Task.FromResult(Result.Fail(RpcStatus.HttpMethodNotAllowed));
        }

        if (method.IsUpload != call.IsMultipart)
        {
            return Task.FromResult(Result.Fail(method.IsUpload ? RpcStatus.UploadCalledAsRpc : RpcStatus.UploadNotSupported));
        }

        return next(call, cancellation);
    }
}
