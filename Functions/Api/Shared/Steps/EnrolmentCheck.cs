using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.SecondFactors;

namespace Serverless.Api.Shared.Steps;

/// <summary>
/// Refuses callers who must have a second factor and have none, see <c>SecondFactor__RequiredFor</c>. They can still call what adds a second factor. In
/// operations that anyone can call, they count as anonymous.
/// </summary>
public sealed class EnrolmentCheck(RequiredFactor requiredFactor) : IStep
{
    /// <inheritdoc />
    public Task<Result> Invoke<TCall>(TCall call, Next<TCall> next, CancellationToken cancellation)
        where TCall : Call
    {
        if (call.Method!.IsForEnrolment)
        {
            return next(call, cancellation);
        }

        var missing = requiredFactor.IsMissing(call.Caller, cancellation);
        return missing is { IsCompletedSuccessfully: true, Result: false } ? next(call, cancellation) : Decide(missing, call, next, cancellation);
    }

    private static async Task<Result> Decide<TCall>(ValueTask<bool> missing, TCall call, Next<TCall> next, CancellationToken cancellation)
        where TCall : Call
    {
        if (await missing)
        {
            if (call.Method!.NeedsRequiredFactor)
            {
                return Result.Refuse(Reason.SecondFactorEnrolmentRequired);
            }

            call.Caller = Caller.Guest;
        }

        return await next(call, cancellation);
    }
}
