using Microsoft.AspNetCore.Http;

namespace Serverless.Api.Sockets;

/// <summary>Represents an event as it was received: the values of its headers, and the request with the body.</summary>
/// <param name="request">The request.</param>
public sealed class EventRequest(HttpRequest request)
{
    /// <summary>Gets the request.</summary>
    public HttpRequest Request => request;

    /// <summary>Gets the type of the event, as in <c>azure.webpubsub.user.message</c>.</summary>
    public string Type { get; } = Text(request, "ce-type");

    /// <summary>Gets the hub of the connection.</summary>
    public string Hub { get; } = Text(request, "ce-hub");

    /// <summary>Gets the id of the connection.</summary>
    public string ConnectionId { get; } = Text(request, "ce-connectionId");

    /// <summary>Gets the signatures of the connection's id, separated by commas.</summary>
    public string Signature { get; } = Text(request, "ce-signature");

    /// <summary>Gets the state that <see cref="ConnectEvent"/> returned for the connection.</summary>
    public string State { get; } = Text(request, ConnectionState.Header);

    private static string Text(HttpRequest request, string name) => request.Headers[name].ToString();
}
