using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Serverless.Security;

/// <summary>Computes the part of an IP address that identifies its holder.</summary>
public static class IpPrefix
{
    /// <summary>
    /// Returns the network of an IP address, /24 or /48, which usually stays when a provider assigns a new IP address.
    /// </summary>
    public static string Network(IPAddress? address) =>
        address is null ? "" : new IPAddress(Masked(address, address.AddressFamily == AddressFamily.InterNetwork || address.IsIPv4MappedToIPv6 ? 24 : 48)).ToString();

    /// <summary>
    /// Returns the number by which limits count an IP address: an IPv4 address as itself, an IPv6 address as its /64. The holder of one IP address
    /// of a /64 has all of them. 0 for none.
    /// </summary>
    public static UInt128 Bucket(IPAddress? address)
    {
        if (address is null)
        {
            return 0;
        }

        var bytes = Masked(address, address.AddressFamily == AddressFamily.InterNetwork || address.IsIPv4MappedToIPv6 ? 32 : 64);
        return bytes.Length == 4 ? new UInt128(0, 0xFFFF_0000_0000UL | BinaryPrimitives.ReadUInt32BigEndian(bytes)) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static byte[] Masked(IPAddress address, int bits)
    {
        var bytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        bytes.AsSpan(bits / 8).Clear();
        return bytes;
    }
}
