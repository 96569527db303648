using Microsoft.Extensions.Options;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Failures;
using Serverless.Domain.Sessions;

namespace Serverless.Api.Shared.Steps;

/// <summary>Refuses a call of an operation that needs a fresh session if the caller has none. It runs after the permission check.</summary>
public sealed class FreshSessionCheck(FreshSessions freshSessions, IOptions<FreshSessionOptions> options) : IStep
{
    /// <inheritdoc />
    public Task<Result> Invoke<TCall>(TCall call, Next<TCall> next, CancellationToken cancellation)
        where TCall : Call =>
        IsNeeded(call.Method!.FreshSession) ? Check(call, next, cancellation) : next(call, cancellation);

    private bool IsNeeded(FreshSessionRule? rule) => rule switch
    {
        FreshSessionRule.Always => true,
        FreshSessionRule.IfConfigured => options.Value.FreshForDocumentedMethods,
        _ => false,
    };

    private async Task<Result> Check<TCall>(TCall call, Next<TCall> next, CancellationToken cancellation)
        where TCall : Call =>
        await freshSessions.IsFresh(call.Caller, cancellation)
            ? await next(call, cancellation)
            : Result.Refuse(Reason.ReauthenticationRequired);
}
