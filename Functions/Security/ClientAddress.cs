using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Serverless.Limits;

namespace Serverless.Security;

/// <summary>
/// Where a call comes from. Each proxy adds to the right of X-Forwarded-For the address that called it; what stands to the left of
/// what our own proxies added, the caller may have made up. So we count from the right, as many entries as there are proxies that we
/// know of (<c>RateLimits__TrustedProxies</c>): one in Azure, its front end; none elsewhere, where the peer of the connection counts.
/// Other headers that claim an address are never looked at.
/// </summary>
public sealed class ClientAddress(IOptions<RateLimitOptions> options, IConfiguration configuration)
{
    /// <summary>Set by Azure wherever an app runs there.</summary>
    private const string InAzure = "WEBSITE_SITE_NAME";

    /// <summary>Gets how many proxies are trusted.</summary>
    public int TrustedProxies { get; } = options.Value.TrustedProxies ?? (configuration[InAzure] is { Length: > 0 } ? 1 : 0);

    /// <summary>The caller's address; null if there is none, as in a test without a network.</summary>
    public IPAddress? Of(HttpRequest request) =>
        TrustedProxies > 0 && Entry(ForwardedFor(request), TrustedProxies) is { } address ? address : request.HttpContext.Connection.RemoteIpAddress;

    /// <summary>Gets the X-Forwarded-For header as the caller's request had it; empty without one.</summary>
    public static string ForwardedFor(HttpRequest request) =>
        request.HttpContext.Features.Get<OriginalForwardedFor>()?.Value ?? request.Headers["X-Forwarded-For"].ToString();

    /// <summary>The network that an address belongs to, /24 or /48: it stays the same when a provider gives out a new address.</summary>
    public static string Network(IPAddress? address) =>
        address is null ? "" : new IPAddress(Masked(address, address.AddressFamily == AddressFamily.InterNetwork || address.IsIPv4MappedToIPv6 ? 24 : 48)).ToString();

    /// <summary>
    /// The number that limits count an address by: an IPv4 address as itself, an IPv6 address as its /64, because whoever has one address
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

    /// <summary>The n-th entry from the right, or the leftmost if there are fewer; null if it is no address.</summary>
    internal static IPAddress? Entry(ReadOnlySpan<char> header, int number)
    {
        int comma;
        while ((comma = header.LastIndexOf(',')) >= 0 && --number > 0)
        {
            header = header[..comma];
        }

        // The platform writes "address:port"; IPEndPoint reads both forms.
        return IPEndPoint.TryParse(header[(comma + 1)..].Trim(), out var endPoint) ? endPoint.Address : null;
    }

    private static byte[] Masked(IPAddress address, int bits)
    {
        var bytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        bytes.AsSpan(bits / 8).Clear();
        return bytes;
    }
}
