using System.Net;

namespace Serverless.Security;

/// <summary>A queue of password hashes. Lanes take turns, so that one caller's thousand calls delay another caller's by one hash.</summary>
/// <param name="Key">Identifies the lane in its group; null for a separate lane for each hash.</param>
/// <param name="IsSerial">Whether the lane computes one hash at a time, however many threads are free.</param>
/// <param name="Group">The group of the lane. The groups take turns, too.</param>
public readonly record struct HashLane(object? Key, bool IsSerial, HashGroup Group)
{
    /// <summary>Returns the lane of a signed-in user: one hash at a time.</summary>
    /// <param name="userId">The user's id.</param>
    public static HashLane Of(long userId) => new(userId, IsSerial: true, HashGroup.Known);

    /// <summary>
    /// Returns the lane of a sign-in: one hash at a time for each name. The name counts as typed, so that the waiting time reveals nothing about users.
    /// </summary>
    /// <param name="login">The user name or email address in normalised form.</param>
    /// <param name="isKnownDevice">Whether the user has signed in on this device before.</param>
    public static HashLane Of(string login, bool isKnownDevice) => new(login, IsSerial: true, isKnownDevice ? HashGroup.Known : HashGroup.Unknown);

    /// <summary>Returns the lane of callers without an account: one turn for each IP address, on as many threads as are free.</summary>
    /// <param name="address">The caller's IP address.</param>
    public static HashLane Of(IPAddress? address) => new(IpPrefix.Bucket(address), IsSerial: false, HashGroup.Unknown);
}

/// <summary>Specifies a group of callers. While callers of both groups wait, each group gets half of the hashes.</summary>
public enum HashGroup
{
    /// <summary>Signed-in users, and sign-ins on devices that the user signed in on before. Any number of strangers leaves half of the hashes to them.</summary>
    Known,

    /// <summary>
    /// Sign-ups, and sign-ins on other devices. From one IP address only as many of these sign-ins wait here as hashes are computed at once, so without
    /// a turn of their own they would rarely come first.
    /// </summary>
    Unknown,
}
