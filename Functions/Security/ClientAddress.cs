using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Serverless.Security;

/// <summary>Where a call comes from.</summary>
public static class ClientAddress
{
    /// <summary>
    /// The caller's address: the last entry of X-Forwarded-For, which is the one that the platform's proxy added; what stands to
    /// the left of it, the caller may have made up. Without that header, the peer of the connection. Null if there is neither.
    /// </summary>
    public static IPAddress? Of(HttpRequest request)
    {
        var last = request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim();
        // The platform writes "address:port"; IPEndPoint reads both forms.
        return last.Length > 0 && IPEndPoint.TryParse(last, out var endPoint) ? endPoint.Address : request.HttpContext.Connection.RemoteIpAddress;
    }

    /// <summary>The network that an address belongs to, /24 or /48: it stays the same when a provider gives out a new address.</summary>
    public static string Network(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, address.AddressFamily == AddressFamily.InterNetwork ? 3 : 6, bytes.Length - (address.AddressFamily == AddressFamily.InterNetwork ? 3 : 6));
        return new IPAddress(bytes).ToString();
    }
}
