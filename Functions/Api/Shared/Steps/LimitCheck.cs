using Serverless.Domain.RateLimits;

namespace Serverless.Api.Shared.Steps;

/// <summary>
/// Counts calls of methods that declare a limit, and refuses calls above it. It runs after the method is found, so that a different path, letter case
/// or transport cannot bypass it.
/// </summary>
public sealed class LimitCheck(CallLimits limits) : IStep
{
    /// <inheritdoc />
    public Task<Result> Invoke<TCall>(TCall call, Next<TCall> next, CancellationToken cancellation)
        where TCall : Call => call.Method!.Limit is { } limit ? Count(limit, call, next, cancellation) : next(call, cancellation);

    private async Task<Result> Count<TCall>(LimitKind limit, TCall call, Next<TCall> next, CancellationToken cancellation)
        where TCall : Call =>
        await limits.Take(limit, call.Caller, call.Address(), cancellation) is { } wait ? Result.TooManyRequests(wait) : await next(call, cancellation);
}
