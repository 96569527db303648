using Serverless.Pipeline.Rpc;

namespace Serverless.Pipeline;

/// <summary>Checks the parameters, and receives the file of an upload.</summary>
public sealed class Validation(UploadReader uploads) : IStep
{
    /// <inheritdoc />
    public async Task<Result> Invoke(Call call, Next next, CancellationToken cancellation)
    {
        if (call.IsMultipart && await uploads.Read(call, call.Request!.HttpContext.RequestAborted) is { } refused)
        {
            return refused;
        }

        if (((MethodDeclaration)call.Method!).Parameters.Bind(call.Arguments, out var parameters) is { } problem)
        {
            return Result.Fail(RpcStatus.InvalidParameters, problem);
        }

        call.Parameters = parameters;
        return await next(call, cancellation);
    }
}
