using Microsoft.Extensions.Options;
using Serverless.Domain.SignIn;
using Serverless.Security;

namespace Serverless.Domain.RateLimits;

/// <summary>
/// Prevents the guessing of passwords, at every sign-in endpoint. All instances together count failed sign-ins for each user name or email address as
/// typed, existing or not. They also count them for each IP address, where each name counts once. A device that the user signed in with before has its
/// own counter, and nothing else refuses it: other callers cannot lock a user out. A refused attempt computes no hash, and makes the same storage calls
/// for known and unknown names. Sessions, API tokens and password reset are never limited here.
/// </summary>
/// <remarks>
/// A sign-in costs two reads, which run while the user is looked up. A failed one costs two more writes. A successful one after failures costs the
/// deletion of the row. Concurrent attempts on one instance count as failed until they are complete, so an instance tries no more passwords than
/// allowed. Other instances learn of a failure when it is written: each may exceed the limit by the number of hashes that it computes at once.
/// </remarks>
public sealed class SignInGuard(SharedLimits limits, LimitKeys keys, KnownDevices knownDevices, PasswordHashing hashing, IOptions<RateLimitOptions> options, TimeProvider time)
{
    /// <summary>The number of further attempts from a refused IP address that are still checked, because they may come from known devices.</summary>
    private const int LooksForEachFailure = 10;

    private const int NameDigits = 8;

    private readonly Rate _rate = options.Value.SignInFromAddress.Rate;
    private readonly RateRule _rule = new(options.Value.SignInFromAddress.Rate);
    private readonly LocalLimit _looks = new(new Rate(options.Value.SignInFromAddress.Count * LooksForEachFailure, options.Value.SignInFromAddress.Rate.Period), time);
    private readonly Backoff _backoff = options.Value.SignIn.Backoff;

    /// <summary>Begins an attempt: starts the reads, for which <see cref="SignInAttempt.Enter"/> waits.</summary>
    /// <param name="name">The user name or email address as typed, in normalised form.</param>
    /// <param name="device">The device that the call comes from.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    public async Task<SignInAttempt> Begin(string name, Device device, CancellationToken cancellation)
    {
        if (!options.Value.Enabled)
        {
            return new SignInAttempt();
        }

        var byAddress = await keys.Of(LimitKind.SignInAddress, device.Address, cancellation);
        // A flood from one IP address costs no storage calls, except for the first attempts, which may come from known devices.
        if (_rule.Peek(limits.Recent(byAddress), time.GetUtcNow()).RetryAfter is { } wait && _looks.Take(LimitKey.Of(device.Address)).IsLimited)
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
