using Serverless.Domain.RateLimits;

namespace Serverless.Api.Shared.Steps;

/// <summary>
/// Counts calls of methods that declare a limit, and refuses calls above it. It runs after the method is found, so that a different path, letter case
/// or transport cannot bypass it.
/// </summary>
public sealed class LimitCheck(CallLimits limits) : IStep
{
    /// <inheritdoc />
    public async Task<Result> Invoke(Call call, Next next, CancellationToken cancellation) =>
        call.Method!.Limit is { } limit && await limits.Take(limit, call.Caller, call.Address(), cancellation) is { } wait
            ? Result.TooManyRequests(wait)
            : await next(call, cancellation);
}
