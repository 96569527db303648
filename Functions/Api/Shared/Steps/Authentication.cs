using Serverless.Api.Shared.Http;

namespace Serverless.Api.Shared.Steps;

/// <summary>
/// Identifies the caller. A caller with an invalid credential is anonymous, which is no error by itself (rpc.md 1.2): the permission check decides.
/// Only too many invalid credentials are an error.
/// </summary>
public sealed class Authentication(CredentialCheck check) : IStep
{
    /// <inheritdoc />
    public async Task<Result> Invoke<TCall>(TCall call, Next<TCall> next, CancellationToken cancellation)
        where TCall : Call
    {
        if (call.Known is { } known)
        {
            call.Caller = await check.Find(known, cancellation);
            call.HasKnownEnded = call.Caller.IsGuest;
        }
        else if (AuthorizationHeader.Token(call.Authorization) is { } credential)
        {
            (call.Caller, var wait) = await check.Run(credential, call.Address, cancellation);
            if (wait is { } retryAfter)
            {
                return Result.TooManyRequests(retryAfter);
            }
        }

        return await next(call, cancellation);
    }
}
