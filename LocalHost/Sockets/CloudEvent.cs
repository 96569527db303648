namespace Serverless.LocalHost.Sockets;

/// <summary>An event of a connection, as Web PubSub sends it to the event handler.</summary>
/// <param name="Type">As in <c>azure.webpubsub.sys.connect</c>.</param>
/// <param name="Identity">The connection.</param>
/// <param name="Id">The number of the event within its connection.</param>
/// <param name="ContentType">The type of the body.</param>
/// <param name="Body">The body.</param>
internal sealed record CloudEvent(string Type, SocketIdentity Identity, long Id, string ContentType, ReadOnlyMemory<byte> Body)
{
    public const string Connect = "azure.webpubsub.sys.connect";

    public const string Connected = "azure.webpubsub.sys.connected";

    public const string Disconnected = "azure.webpubsub.sys.disconnected";

    public const string Message = "azure.webpubsub.user.message";

    public const string Json = "application/json; charset=utf-8";

    public const string Text = "text/plain";

    public const string Binary = "application/octet-stream";

    public const string State = "ce-connectionState";

    public string Name => Type[(Type.LastIndexOf('.') + 1)..];

    /// <summary>Gets the headers that every event has.</summary>
    public IEnumerable<KeyValuePair<string, string>> Headers(DateTimeOffset now)
    {
        yield return new("WebHook-Request-Origin", "localhost");
        yield return new("ce-specversion", "1.0");
        yield return new("ce-type", Type);
        yield return new("ce-source", $"/hubs/{Identity.Hub}/client/{Identity.ConnectionId}");
        yield return new("ce-id", Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        yield return new("ce-time", now.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture));
        yield return new("ce-signature", Identity.Signature);
        yield return new("ce-userId", Identity.UserId);
        yield return new("ce-connectionId", Identity.ConnectionId);
        yield return new("ce-hub", Identity.Hub);
        yield return new("ce-eventName", Name);
        if (Identity.Subprotocol is { } subprotocol)
        {
            yield return new("ce-subprotocol", subprotocol);
        }

        if (Identity.State is { } state)
        {
            yield return new(State, state);
        }
    }
}

/// <summary>What the event handler answers.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The type of the body; null without one.</param>
/// <param name="State">The new state of the connection; null to keep the one it has.</param>
/// <param name="Body">The body.</param>
internal sealed record EventResponse(int Status, string? ContentType, string? State, ReadOnlyMemory<byte> Body)
{
    public bool IsSuccess => Status is >= 200 and < 300;
}

/// <summary>Sends events to the event handler.</summary>
internal interface IEventHandler
{
    /// <summary>Sends an event and waits for the response.</summary>
    Task<EventResponse> Send(CloudEvent sent);
}
