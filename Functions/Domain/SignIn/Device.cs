using System.Net;
using System.Security.Cryptography;
using System.Text;
using Serverless.Security;

namespace Serverless.Domain.SignIn;

/// <summary>What tells one device of a user from another: the program that it calls with and the network that it calls from.</summary>
public sealed class Device
{
    private const int LongestName = 200;

    /// <summary>Of a call.</summary>
    /// <param name="userAgent">The User-Agent header, or null.</param>
    /// <param name="address">Where the call comes from.</param>
    /// <param name="sessionName">What the caller wants his session to be called; null or empty for the name of the program.</param>
    public Device(string? userAgent, IPAddress? address, string? sessionName = null)
    {
        var name = Clean(userAgent);
        Address = address;
        Name = name.Length > 0 ? name : "an unnamed program";
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Name}\n{IpPrefix.Network(address)}")).AsSpan(0, 8));
        SessionName = Clean(sessionName) is { Length: > 0 } wanted ? wanted : ProgramName.Of(name);
    }

    /// <summary>Gets the IP address that the call comes from; null if it is not known.</summary>
    public IPAddress? Address { get; }

    /// <summary>For people: what the program calls itself.</summary>
    public string Name { get; }

    /// <summary>What is remembered of the device: 16 hexadecimal digits, from which neither part can be read.</summary>
    public string Fingerprint { get; }

    /// <summary>What a session opened from here is called in the user's list; empty if nothing is known.</summary>
    public string SessionName { get; }

    private static string Clean(string? text) => new string([.. HiddenText.Strip(text ?? "").Take(LongestName)]).Trim();
}
