using System.Net;
using Serverless.Domain.Permissions;
using Serverless.Security;

namespace Serverless.Domain.RateLimits;

/// <summary>The subject of a limit: a user, or the IP address of an anonymous caller.</summary>
/// <param name="UserId">The user; 0 for an IP address.</param>
/// <param name="Address">The IP address, see <see cref="IpPrefix.Bucket"/>; 0 for a user.</param>
public readonly record struct LimitKey(long UserId, UInt128 Address)
{
    /// <summary>Returns the key of a caller: the user wherever they call from, or the IP address of an anonymous caller.</summary>
    public static LimitKey Of(Caller caller, IPAddress? address) => caller.IsGuest ? Of(address) : new(caller.UserId, 0);

    /// <summary>Returns the key of an IP address.</summary>
    public static LimitKey Of(IPAddress? address) => new(0, IpPrefix.Bucket(address));
}
