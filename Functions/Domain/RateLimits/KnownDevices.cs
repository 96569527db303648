using Microsoft.Extensions.Options;
using Serverless.Domain.SignIn;
using Serverless.Security;

namespace Serverless.Domain.RateLimits;

/// <summary>
/// Recognizes the devices from which a user signed in before: the same user agent at the same IP address, an IPv6 address counted as its /64.
/// Narrower than <see cref="Device.Fingerprint"/>, which decides about notifications. A known device can still sign in when other callers have used up
/// the user's failures.
/// </summary>
public sealed class KnownDevices(LimitKeys keys, IOptions<RateLimitOptions> options)
{
    private const int MarkLength = 16;

    /// <summary>Returns the mark of a device: 16 hexadecimal digits of a keyed hash. Null if limits are off.</summary>
    /// <param name="device">The device.</param>
    /// <param name="cancellation">Cancels a read that each instance does once.</param>
    public async ValueTask<string?> Mark(Device device, CancellationToken cancellation) => options.Value.Enabled
        ? (await keys.Of(LimitKind.SignInDevice, $"{device.Name}\n{IpPrefix.Bucket(device.Address)}", cancellation))[^MarkLength..]
        : null;
}
