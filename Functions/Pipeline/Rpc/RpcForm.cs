namespace Serverless.Pipeline.Rpc;

/// <summary>Gives an outcome the status and the text of the RPC family, so that call log and caller see the same.</summary>
public sealed class RpcForm : IStep
{
    /// <inheritdoc />
    public async Task<Result> Invoke(Call call, Next next, CancellationToken cancellation)
    {
        var result = await next(call, cancellation);
        var status = result.FailureReason is { } reason && RpcStatus.Of(reason) is { } own ? own : result.Status;
        return result.WordedAs(status, result.Text ?? RpcStatus.Text(status));
    }
}
