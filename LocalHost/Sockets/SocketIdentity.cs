using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Serverless.LocalHost.Sockets;

/// <summary>What every event of a connection says about it.</summary>
internal sealed class SocketIdentity(string hub, string accessKey)
{
    public string Hub => hub;

    public string ConnectionId { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    public string Signature => field ??= "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(accessKey), Encoding.UTF8.GetBytes(ConnectionId)));

    /// <summary>Gets or sets the user; empty before the event <c>connect</c> is answered.</summary>
    public string UserId { get; set; } = "";

    public string? Subprotocol { get; set; }

    /// <summary>Gets or sets what the event handler wants to be told with each event.</summary>
    public string? State { get; set; }
}
