using Serverless.Domain.Audit;
using Serverless.Domain.RateLimits;
using Serverless.Domain.SignIn;
using Serverless.Domain.Users;

namespace Serverless.Domain.SecondFactors;

/// <summary>Counts wrong second factors like wrong passwords, see <see cref="SignInGuard"/>: for the name as typed, and for the IP address.</summary>
public sealed class CountedAttempt(SignInGuard guard, SignInFailures failures)
{
    /// <summary>Runs a check, unless too many earlier attempts failed.</summary>
    /// <param name="login">The name for which failures count.</param>
    /// <param name="user">The user who is being checked; null if there is none.</param>
    /// <param name="device">The device that the call comes from.</param>
    /// <param name="check">Returns the result of a successful check; null if it failed.</param>
    /// <param name="isRecorded">Returns whether the check recorded its failure for the audit log, in a change of the user.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    /// <returns>The result; or the time to wait, if too many attempts failed.</returns>
    public async Task<(T? Result, TimeSpan? RetryAfter)> Run<T>(string login, User? user, Device device, Func<Task<T?>> check, Func<bool> isRecorded, CancellationToken cancellation)
        where T : class
    {
        await using var attempt = await guard.Begin(login, device, cancellation);
        if ((attempt.RetryAfter ?? await attempt.Enter(user?.UnlockingSecret, user?.KnownDevices ?? [], cancellation)) is { } wait)
        {
            return (null, wait);
        }

        if (await check() is { } result)
        {
            await attempt.Succeed(cancellation);
            return (result, null);
        }

        var late = await attempt.Fail(cancellation);
        if (!isRecorded())
        {
            failures.Record(user, "wrong_second_factor", attempt.IsRepeated);
        }

        return (null, late);
    }
}
