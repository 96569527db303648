
using Serverless.Domain.Failures;

namespace Serverless.Api.Shared.Steps;

/// <summary>Passes a call on if its caller has one of the method's permissions.</summary>
public sealed class PermissionCheck : IStep
{
    /// <inheritdoc />
    public Task<Result> Invoke<TCall>(TCall call, Next<TCall> next, CancellationToken cancellation)
        where TCall : Call
    {
        var method = call.Method!;
        foreach (var permission in method.Permissions)
        {
            if (call.Caller.Holds(permission) && !(method.IsSessionOnly && call.Caller.ApiTokenId is not null))
            {
                return next(call, cancellation);
            }
        }

        return Task.FromResult(Result.Refuse(Reason.InsufficientPermissions));
    }
}
