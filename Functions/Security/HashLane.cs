using System.Net;

namespace Serverless.Security;

/// <summary>A queue of password hashes. Lanes take turns, so that one caller's thousand calls delay another caller's by one hash.</summary>
/// <param name="Key">Identifies the lane; null for a separate lane for each hash.</param>
/// <param name="IsSerial">Whether the lane computes one hash at a time, however many threads are free.</param>
public readonly record struct HashLane(object? Key, bool IsSerial)
{
    /// <summary>Returns the lane of a signed-in user: one hash at a time.</summary>
    /// <param name="userId">The user's id.</param>
    public static HashLane Of(long userId) => new(userId, IsSerial: true);

    /// <summary>
    /// Returns the lane of a sign-in: one hash at a time for each name. The name counts as typed, so that the waiting time reveals nothing about users.
    /// </summary>
    /// <param name="login">The user name or email address in normalised form.</param>
    public static HashLane Of(string login) => new(login, IsSerial: true);

    /// <summary>Returns the lane of callers without an account: one turn for each IP address, on as many threads as are free.</summary>
    /// <param name="address">The caller's IP address.</param>
    public static HashLane Of(IPAddress? address) => new(IpPrefix.Bucket(address), IsSerial: false);
}
