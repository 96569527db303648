using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Serverless.Domain.RateLimits;

/// <summary>One attempt to sign in, from the first read of its counters to its outcome; see <see cref="SignInGuard"/>.</summary>
public sealed class SignInAttempt : IAsyncDisposable
{
    private FailureRule? _failures;

    /// <summary>Gets the time to wait if the attempt is refused before anything was read; otherwise null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Gets whether the attempt failed, and is not the first one since the last success. Without counters this is unknown, and it counts as repeated.</summary>
    public bool IsRepeated => Name is null || _failures!.Count(Name.Stored) > 1;

    /// <summary>Gets whether the user signed in on this device before; after <see cref="Enter"/>.</summary>
    public bool IsKnownDevice { get; private set; }

    internal Counter? Name { get; init; }

    internal Counter? Address { get; init; }

    internal ILimitRule? Names { get; init; }

    internal Backoff? Backoff { get; init; }

    internal string? Device { get; init; }

    /// <summary>Waits until the password may be checked. Then <see cref="Fail"/> or <see cref="Succeed"/> must follow.</summary>
    /// <param name="passwordHash">The stored hash of the user's password; null if there is no such user or no password.</param>
    /// <param name="knownDevices">The marks of the devices that the user signed in with before, see <see cref="KnownDevices"/>.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>Null if the password may be checked; otherwise the time to wait.</returns>
    /// <exception cref="Security.ServiceBusyException">Too many attempts were active for too long.</exception>
    public async Task<TimeSpan?> Enter(string? passwordHash, ImmutableArray<string> knownDevices, CancellationToken cancellation)
    {
        if (Name is null || Address is null)
        {
            return RetryAfter;
        }

        IsKnownDevice = Device is not null && knownDevices.Contains(Device);
        _failures = new FailureRule(Backoff!, Mark(passwordHash), IsKnownDevice ? Device : null);
        if (IsKnownDevice)
        {
            // Only its own failures can refuse a known device.
            await Address.Load();
            return await Name.Enter(_failures, cancellation);
        }

        // Always in this order, so that two attempts never deadlock.
        return await Name.Enter(_failures, cancellation) ?? await Address.Enter(Names!, cancellation);
    }

    /// <summary>Counts the failure.</summary>
    /// <returns>Null; or, if so many other attempts failed meanwhile that this one should have been refused, the time to wait.</returns>
    public async Task<TimeSpan?> Fail(CancellationToken cancellation)
    {
        if (Name is null || Address is null)
        {
            return null;
        }

        var waits = await Task.WhenAll(Name.Fail(_failures!, cancellation), Address.Fail(Names!, cancellation));
        return waits[0] ?? (IsKnownDevice ? null : waits[1]);
    }

    /// <summary>
    /// Deletes the failures with this name: after a sign-in from a known device those of that device, otherwise those of all other callers. Failures
    /// from the IP address stay, because an attacker may have an account, too.
    /// </summary>
    public Task Succeed(CancellationToken cancellation) => Name?.Forget(_failures!, cancellation) ?? Task.CompletedTask;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Name is not null && Address is not null)
        {
            await Address.DisposeAsync();
            await Name.DisposeAsync();
        }
    }

    /// <summary>Returns a mark that distinguishes a user's passwords and serves no other purpose.</summary>
    private static string Mark(string? passwordHash) =>
        string.IsNullOrEmpty(passwordHash) ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(passwordHash)).AsSpan(0, 8));
}
