using Serverless.Api.Shared.Http;
using Serverless.Domain.Users;

namespace Serverless.Api.Shared.Steps;

/// <summary>
/// Identifies the caller. A caller with an invalid credential is anonymous, which is no error by itself (rpc.md 1.2): the permission check decides.
/// Only too many invalid credentials are an error.
/// </summary>
public sealed class Authentication(CredentialCheck check, AccountStore accounts) : IStep
{
    /// <inheritdoc />
    public async Task<Result> Invoke<TCall>(TCall call, Next<TCall> next, CancellationToken cancellation)
        where TCall : Call
    {
        var beside = call.Method is { ReadsCaller: true } ? UserReader(call, cancellation) : null;
        if (call.Known is { } known)
        {
            call.Caller = await check.Find(known, cancellation, beside);
            call.HasKnownEnded = call.Caller.IsGuest;
        }
        else if (AuthorizationHeader.Token(call.Authorization) is { } credential)
        {
            (call.Caller, var wait) = await check.Run(credential, call.Address, cancellation, beside);
            if (wait is { } retryAfter)
            {
                return Result.TooManyRequests(retryAfter);
            }
        }

        if (call.User?.Id != call.Caller.UserId)
        {
            call.User = null; // the credential is not valid
        }

        return await next(call, cancellation);
    }

    // A method of its own: its closure would cost every call an allocation.
    private Func<long, Task> UserReader(Call call, CancellationToken cancellation) => async userId => call.User = await accounts.Read(userId, cancellation);
}
