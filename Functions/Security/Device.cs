using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Serverless.Security;

/// <summary>What tells one device of a user from another: the program that it calls with and the network that it calls from.</summary>
public sealed class Device
{
    private const int LongestName = 200;

    /// <summary>Of a call.</summary>
    /// <param name="userAgent">The User-Agent header, or null.</param>
    /// <param name="address">Where the call comes from.</param>
    public Device(string? userAgent, IPAddress? address)
    {
        var name = new string([.. (userAgent ?? "").Where(character => !char.IsControl(character)).Take(LongestName)]);
        Name = name.Length > 0 ? name : "an unnamed program";
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Name}\n{ClientAddress.Network(address)}")).AsSpan(0, 8));
    }

    /// <summary>For people: what the program calls itself.</summary>
    public string Name { get; }

    /// <summary>What is remembered of the device: 16 hexadecimal digits, from which neither part can be read.</summary>
    public string Fingerprint { get; }
}
