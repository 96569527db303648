using System.Net;
using Microsoft.Extensions.Options;
using Serverless.Security;

namespace Serverless.Limits;

/// <summary>
/// Keeps passwords from being guessed, at every door alike: failed sign-ins are counted for each user name or email address as typed,
/// whether somebody has it or not, and for each client address, by all instances together. What is refused costs no hash, and the same
/// storage calls for known and unknown names. Sessions, API tokens and password reset are never asked here.
/// </summary>
/// <remarks>
/// A sign-in costs two reads, which run while the user is looked up; a failed one two writes more; a successful one after failures the
/// deletion of the row. Several at once on one instance count as failed until they are done, so an instance tries no more passwords than
/// allowed. Other instances know of a failure when it is written: each may be as many ahead as it computes hashes at once.
/// </remarks>
public sealed class SignInGuard(SharedLimits limits, LimitKeys keys, PasswordHashing hashing, IOptions<RateLimitOptions> options, TimeProvider time)
{
    private readonly RateRule _rate = new(options.Value.SignInFromAddress.Rate);
    private readonly Backoff _backoff = options.Value.SignIn.Backoff;

    /// <summary>Begins an attempt: the reads begin, and <see cref="SignInAttempt.Enter"/> waits for them.</summary>
    /// <param name="name">User name or email address as typed, in normalised form.</param>
    /// <param name="address">Where the call comes from.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    public async Task<SignInAttempt> Begin(string name, IPAddress? address, CancellationToken cancellation)
    {
        if (!options.Value.Enabled)
        {
            return new SignInAttempt();
        }

        var byAddress = await keys.Of(LimitKind.SignInAddress, address, cancellation);
        // A flood from one address costs no storage calls once this instance knows of it.
        if (_rate.Look(limits.Recent(byAddress), time.GetUtcNow()).RetryAfter is { } wait)
        {
            return new SignInAttempt { RetryAfter = wait };
        }

        var byName = await keys.Of(LimitKind.SignInName, name, cancellation);
        return new SignInAttempt
        {
            Name = new Counter(limits, byName, hashing.AtOnce, time, cancellation),
            Address = new Counter(limits, byAddress, hashing.AtOnce, time, cancellation),
            Rate = _rate,
            Backoff = _backoff,
        };
    }
}
