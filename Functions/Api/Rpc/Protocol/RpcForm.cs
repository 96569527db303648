using Serverless.Api.Shared;
using Serverless.Api.Shared.Steps;
using Serverless.Domain.CallLog;
using Serverless.Domain.Failures;

namespace Serverless.Api.Rpc.Protocol;

/// <summary>Sets the status and the text of a failure to those of the RPC family, so that the call log and the response agree.</summary>
public sealed class RpcForm : IStep<RpcCall>
{
    /// <inheritdoc />
    public Task<Result> Invoke(RpcCall call, Next<RpcCall> next, CancellationToken cancellation)
    {
        var answering = next(call, cancellation);
        // A call that succeeded synchronously needs no additional task.
#pragma warning disable CA1849 // the task has completed
        return answering.IsCompletedSuccessfully && answering.Result.IsSuccess ? answering : Word(call, answering);
#pragma warning restore CA1849
    }

    /// <summary>Returns an outcome with the status and the text of the family.</summary>
    public static Result Word(RpcCall call, Result result)
    {
        if (result.IsSuccess)
        {
            return result;
        }

        var status = result.FailureReason switch
        {
            Reason.UploadRequired when call.Transport == CallTransport.WebSocket => RpcStatus.UploadOverSocket,
            { } reason when RpcStatus.Of(reason) is { } own => own,
            _ => result.Status,
        };
        return result.WordedAs(status, result.Text ?? RpcStatus.Text(result.FailureReason) ?? RpcStatus.Text(status));
    }

    private static async Task<Result> Word(RpcCall call, Task<Result> answering) => Word(call, await answering);
}
