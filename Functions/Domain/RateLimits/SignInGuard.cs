using Microsoft.Extensions.Options;
using Serverless.Domain.SignIn;
using Serverless.Security;

namespace Serverless.Domain.RateLimits;

/// <summary>
/// Keeps passwords from being guessed, at every sign-in endpoint alike. Failed sign-ins are counted by all instances together, for each user name or
/// email address as typed, whether somebody has it or not, and for each IP address, where each name counts once. A device that the user
/// signed in with before has a counter of its own, and nothing else refuses it: strangers cannot lock a user out. What is refused costs no
/// hash, and the same storage calls for known and unknown names. Sessions, API tokens and password reset are never asked here.
/// </summary>
/// <remarks>
/// A sign-in costs two reads, which run while the user is looked up; a failed one two writes more; a successful one after failures the
/// deletion of the row. Several at once on one instance count as failed until they are done, so an instance tries no more passwords than
/// allowed. Other instances know of a failure when it is written: each may be as many ahead as it computes hashes at once.
/// </remarks>
public sealed class SignInGuard(SharedLimits limits, LimitKeys keys, KnownDevices knownDevices, PasswordHashing hashing, IOptions<RateLimitOptions> options, TimeProvider time)
{
    /// <summary>How many more attempts from a refused IP address are looked at, for the sake of known devices there.</summary>
    private const int LooksForEachFailure = 10;

    private const int NameDigits = 8;

    private readonly Rate _rate = options.Value.SignInFromAddress.Rate;
    private readonly RateRule _rule = new(options.Value.SignInFromAddress.Rate);
    private readonly LocalLimit _looks = new(new Rate(options.Value.SignInFromAddress.Count * LooksForEachFailure, options.Value.SignInFromAddress.Rate.Period), time);
    private readonly Backoff _backoff = options.Value.SignIn.Backoff;

    /// <summary>Begins an attempt: the reads begin, and <see cref="SignInAttempt.Enter"/> waits for them.</summary>
    /// <param name="name">User name or email address as typed, in normalised form.</param>
    /// <param name="device">The device that the call comes from.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    public async Task<SignInAttempt> Begin(string name, Device device, CancellationToken cancellation)
    {
        if (!options.Value.Enabled)
        {
            return new SignInAttempt();
        }

        var byAddress = await keys.Of(LimitKind.SignInAddress, device.Address, cancellation);
        // A flood from one address costs no storage calls, but for the first attempts, which may come from devices that are known.
        if (_rule.Look(limits.Recent(byAddress), time.GetUtcNow()).RetryAfter is { } wait && _looks.Take(LimitKey.Of(device.Address)).IsLimited)
        {
            return new SignInAttempt { RetryAfter = wait };
        }

        var byName = await keys.Of(LimitKind.SignInName, name, cancellation);
        return new SignInAttempt
        {
            Name = new Counter(limits, byName, hashing.AtOnce, time, cancellation),
            Address = new Counter(limits, byAddress, hashing.AtOnce, time, cancellation),
            Names = new DistinctRule(_rate, byName[^NameDigits..]),
            Backoff = _backoff,
            Device = await knownDevices.Mark(device, cancellation),
        };
    }
}
