using Serverless.Pipeline.Rpc;

namespace Serverless.Pipeline;

/// <summary>Lets a call pass if its caller holds one of the method's permissions.</summary>
public sealed class PermissionCheck : IStep
{
    /// <inheritdoc />
    public Task<Result> Invoke(Call call, Next next, CancellationToken cancellation)
    {
        foreach (var permission in call.Method!.Permissions)
        {
            if (call.Caller.Holds(permission))
            {
                return next(call, cancellation);
            }
        }

        return Task.FromResult(Result.Fail(RpcStatus.InsufficientPermissions));
    }
}
