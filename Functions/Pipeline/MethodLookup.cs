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
            return Task.FromResult(Result.Fail(RpcStatus.MethodNotFound, Reason.MethodNotFound));
        }

        call.Method = method;
        if (call.Request is { } request && !HttpMethods.IsPost(request.Method) && !(method.AllowsGet && HttpMethods.IsGet(request.Method)))
        {
            return Task.FromResult(Result.Fail(RpcStatus.HttpMethodNotAllowed, Reason.HttpMethodNotAllowed));
        }

        if (method.IsUpload != call.IsMultipart)
        {
            return Task.FromResult(method.IsUpload
                ? Result.Fail(RpcStatus.UploadCalledAsRpc, Reason.UploadRequired)
                : Result.Fail(RpcStatus.UploadNotSupported, Reason.UploadNotSupported));
        }

        return next(call, cancellation);
    }
}
