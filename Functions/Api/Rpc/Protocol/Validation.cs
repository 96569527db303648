using Microsoft.Extensions.Logging;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Parameters;
using Serverless.Api.Shared.Steps;
using Serverless.Storage.Outages;

namespace Serverless.Api.Rpc.Protocol;

/// <summary>Validates the parameters, and receives the file of an upload.</summary>
public sealed partial class Validation(UploadReader uploads, ILogger<Validation> logger) : IStep<RpcCall>
{
    /// <inheritdoc />
    public async Task<Result> Invoke(RpcCall call, Next<RpcCall> next, CancellationToken cancellation)
    {
        if (call.IsMultipart)
        {
            if (await uploads.Read(call, call.Request!.HttpContext.RequestAborted) is { } refused)
            {
                return refused;
            }

            StorageBudget.Restart(); // the time of an upload is independent of storage
        }

        var declaration = call.Declaration!;
        if (declaration.Method.Bind(declaration.Parameters, call) is { } error)
        {
            return Result.Fail(error);
        }

        if (logger.IsEnabled(LogLevel.Debug) && IgnoredMembers.List(declaration.Parameters.Ignored(call.Arguments)) is { } ignored)
        {
            LogIgnored(declaration.Id, ignored);
        }

        return await next(call, cancellation);
    }

    [LoggerMessage(103, LogLevel.Debug, "{Method} was called with members that it does not know and ignores: {Members}.")]
    private partial void LogIgnored(string method, string members);
}
