using System.Net;
using Serverless.Domain.Permissions;
using Serverless.Security;

namespace Serverless.Domain.RateLimits;

/// <summary>Whom a limit counts for: a user, or where nobody is signed in the client address.</summary>
/// <param name="UserId">The user; 0 for an address.</param>
/// <param name="Address">The address, see <see cref="IpPrefix.Bucket"/>; 0 for a user.</param>
public readonly record struct LimitKey(long UserId, UInt128 Address)
{
    /// <summary>The caller, wherever he calls from; a guest by his address.</summary>
    public static LimitKey Of(Caller caller, IPAddress? address) => caller.IsGuest ? Of(address) : new(caller.UserId, 0);

    /// <summary>An address.</summary>
    public static LimitKey Of(IPAddress? address) => new(0, IpPrefix.Bucket(address));
}
