using Serverless.Api.Shared.Steps;
using Serverless.Domain.RateLimits;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>
/// Counts the calls of families that have a general limit, and refuses calls above it. Every response contains the state of the limit.
/// </summary>
public sealed class GeneralLimitCheck(GeneralLimit limit, TimeProvider time) : IStep
{
    /// <inheritdoc />
    public Task<Result> Invoke(Call call, Next next, CancellationToken cancellation)
    {
        if (!((RestCall)call).Family.HasGeneralLimit || limit.Take(call.Caller, call.Address()) is not { } state)
        {
            return next(call, cancellation);
        }

        LimitHeaders.Write(call.Request!.HttpContext.Response, state, time.GetUtcNow());
        return state.RetryAfter is { } wait ? Task.FromResult(Result.TooManyRequests(wait)) : next(call, cancellation);
    }
}
