using Microsoft.AspNetCore.Http;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Steps;
using Serverless.Domain.Failures;

namespace Serverless.Api.Rpc.Protocol;

/// <summary>Finds the called method.</summary>
public sealed class MethodLookup(Catalogue catalogue) : IStep<RpcCall>
{
    /// <inheritdoc />
    public Task<Result> Invoke(RpcCall call, Next<RpcCall> next, CancellationToken cancellation)
    {
        if (Find(call) is not { } method)
        {
            return Task.FromResult(Result.Refuse(Reason.MethodNotFound));
        }

        call.Declaration = method;
        if (call.Request is { } request && !HttpMethods.IsPost(request.Method) && !(method.AllowsGet && HttpMethods.IsGet(request.Method)))
        {
            return Task.FromResult(Result.Refuse(Reason.HttpMethodNotAllowed));
        }

        if (method.IsUpload != call.IsMultipart)
        {
            return Task.FromResult(method.IsUpload
                ? Result.Refuse(Reason.UploadRequired)
                : Result.Refuse(Reason.UploadNotSupported));
        }

        return next(call, cancellation);
    }

    /// <summary>Returns the method of the trigger, unless the body or the spelling of the path names another.</summary>
    private MethodDeclaration? Find(RpcCall call) =>
        call.Addressed is { } addressed && addressed.Id == call.MethodId ? addressed : catalogue.Find<MethodDeclaration>(call.MethodId);
}
