using Serverless.Domain.RateLimits;

namespace Serverless.Api.Shared.Steps;

/// <summary>Counts calls of methods that declare a limit, and refuses those above it. It stands behind the lookup of the method, so no path, case or transport gets around it.</summary>
public sealed class LimitCheck(CallLimits limits) : IStep
{
    /// <inheritdoc />
    public async Task<Result> Invoke(Call call, Next next, CancellationToken cancellation) =>
        call.Method!.Limit is { } limit && await limits.Take(limit, call.Caller, call.Address(), cancellation) is { } wait
            ? Result.TooManyRequests(wait)
            : await next(call, cancellation);
}
