using Microsoft.AspNetCore.Http;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Steps;
using Serverless.Domain.Failures;

namespace Serverless.Api.Rpc.Protocol;

/// <summary>Finds the called method.</summary>
public sealed class MethodLookup(Catalogue catalogue) : IStep
{
    /// <inheritdoc />
    public Task<Result> Invoke(Call call, Next next, CancellationToken cancellation)
    {
        if (Find(call) is not MethodDeclaration method)
        {
            return Task.FromResult(Result.Refuse(Reason.MethodNotFound));
        }

        call.Method = method;
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
    private OperationDeclaration? Find(Call call) =>
        call.Addressed is { } addressed && addressed.Id == call.MethodId ? addressed
        : catalogue.TryFind(call.MethodId, out var found) ? found
        : null;
}
