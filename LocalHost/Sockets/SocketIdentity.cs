using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Serverless.LocalHost.Sockets;

/// <summary>Contains the data about a connection that every event of it carries.</summary>
internal sealed class SocketIdentity(string hub, string accessKey)
{
    private KeyValuePair<string, StringValues>[]? _headers;

    public string Hub => hub;

    public string ConnectionId { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    /// <summary>Gets the id of the user. It is empty before the response to the event <c>connect</c>.</summary>
    public string UserId { get; private set; } = "";

    public string? Subprotocol { get; private set; }

    /// <summary>Gets or sets the state that the event handler returned, which each event carries back to it.</summary>
    public string? State
    {
        get;
        set
        {
            if (field != value)
            {
                (field, _headers) = (value, null);
            }
        }
    }

    /// <summary>Gets the headers that all events share until the state changes.</summary>
    public IReadOnlyList<KeyValuePair<string, StringValues>> Headers => _headers ??= [.. Describe()];

    private string Signature => field ??= "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(accessKey), Encoding.UTF8.GetBytes(ConnectionId)));

    /// <summary>Sets the values that the event handler returned when it accepted the connection.</summary>
    public void Accept(string userId, string? subprotocol, string? state) => (UserId, Subprotocol, State, _headers) = (userId, subprotocol, state, null);

    private IEnumerable<KeyValuePair<string, StringValues>> Describe()
    {
        yield return new("WebHook-Request-Origin", "localhost");
        yield return new("ce-specversion", "1.0");
        yield return new("ce-source", $"/hubs/{Hub}/client/{ConnectionId}");
        yield return new("ce-signature", Signature);
        yield return new("ce-userId", UserId);
        yield return new("ce-connectionId", ConnectionId);
        yield return new("ce-hub", Hub);
        if (Subprotocol is { } subprotocol)
        {
            yield return new("ce-subprotocol", subprotocol);
        }

        if (State is { } state)
        {
            yield return new(CloudEvent.State, state);
        }
    }
}
