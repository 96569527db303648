using Serverless.Api.Shared.Steps;
using Serverless.Domain.RateLimits;

namespace Serverless.Api.Shared.Endpoints;

/// <summary>
/// Counts the calls of families that have a general limit, and refuses calls above it. Every response contains the state of the limit.
/// </summary>
public sealed class GeneralLimitCheck(GeneralLimit limit, TimeProvider time) : IStep<RestCall>
{
    /// <inheritdoc />
    public Task<Result> Invoke(RestCall call, Next<RestCall> next, CancellationToken cancellation)
    {
        if (!call.Family.HasGeneralLimit || limit.Take(call.Caller, call.Address()) is not { } state)
        {
            return next(call, cancellation);
        }

        LimitHeaders.Write(call.Request!.HttpContext.Response, state, time.GetUtcNow());
        return state.RetryAfter is { } wait ? Task.FromResult(Result.TooManyRequests(wait)) : next(call, cancellation);
    }
}
