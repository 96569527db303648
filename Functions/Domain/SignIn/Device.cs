using System.Net;
using System.Security.Cryptography;
using System.Text;
using Serverless.Security;

namespace Serverless.Domain.SignIn;

/// <summary>Represents a device of a user, identified by the client program and the network that a call comes from.</summary>
public sealed class Device
{
    private const int LongestName = 200;

    /// <summary>Initialises a new instance from a call.</summary>
    /// <param name="userAgent">The User-Agent header, or null.</param>
    /// <param name="address">The IP address that the call comes from.</param>
    /// <param name="sessionName">The session name that the caller requests; null or empty for the name of the program.</param>
    public Device(string? userAgent, IPAddress? address, string? sessionName = null)
    {
        var name = Clean(userAgent);
        Address = address;
        Program = name.Length > 0 ? ProgramName.Of(name) : null;
        Name = name.Length > 0 ? name : "an unnamed program";
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Name}\n{IpPrefix.Network(address)}")).AsSpan(0, 8));
        SessionName = Clean(sessionName) is { Length: > 0 } wanted ? wanted : ProgramName.Of(name);
    }

    /// <summary>Gets the IP address that the call comes from; null if it is not known.</summary>
    public IPAddress? Address { get; }

    /// <summary>Gets the family of the call: <c>rpc</c>, <c>session</c> or <c>account</c>. Null if there is no call.</summary>
    public string? Family { get; init; }

    /// <summary>Gets the name of the program in the user's list of sessions; null if it is not known.</summary>
    public string? Program { get; }

    /// <summary>Gets the display name: the program's User-Agent header without hidden characters.</summary>
    public string Name { get; }

    /// <summary>Gets the stored fingerprint: 16 hexadecimal digits that reveal neither the program nor the network.</summary>
    public string Fingerprint { get; }

    /// <summary>Gets the name in the user's list of a session opened from this device. It is empty if the program is unknown.</summary>
    public string SessionName { get; }

    private static string Clean(string? text) => new string([.. HiddenText.Strip(text ?? "").Take(LongestName)]).Trim();
}
