using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Serverless.LocalHost.Sockets;

/// <summary>Represents an event of a connection, as Web PubSub sends it to the event handler.</summary>
/// <param name="Type">The type of the event, as in <c>azure.webpubsub.sys.connect</c>.</param>
/// <param name="Identity">The identity of the connection.</param>
/// <param name="Id">The number of the event within its connection.</param>
/// <param name="ContentType">The content type of the body.</param>
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

    public string Name => Type switch
    {
        Connect => "connect",
        Connected => "connected",
        Disconnected => "disconnected",
        _ => "message",
    };

    /// <summary>Returns the headers that differ from event to event.</summary>
    public KeyValuePair<string, StringValues>[] Headers(string time) =>
        [new("ce-type", Type), new("ce-eventName", Name), new("ce-id", Id.ToString(CultureInfo.InvariantCulture)), new("ce-time", time)];
}

/// <summary>Represents the response of the event handler.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The content type of the body, or null if there is no body.</param>
/// <param name="State">The new state of the connection, or null to keep the current one.</param>
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
