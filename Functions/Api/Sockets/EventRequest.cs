using Microsoft.AspNetCore.Http;

namespace Serverless.Api.Sockets;

/// <summary>An event as it was sent: what its headers say, and the request with the body.</summary>
/// <param name="request">The request.</param>
public sealed class EventRequest(HttpRequest request)
{
    /// <summary>Gets the request.</summary>
    public HttpRequest Request => request;

    /// <summary>Gets the type, as in <c>azure.webpubsub.user.message</c>.</summary>
    public string Type { get; } = Text(request, "ce-type");

    /// <summary>Gets the hub of the connection.</summary>
    public string Hub { get; } = Text(request, "ce-hub");

    /// <summary>Gets the connection.</summary>
    public string ConnectionId { get; } = Text(request, "ce-connectionId");

    /// <summary>Gets one or more signatures of the connection's id.</summary>
    public string Signature { get; } = Text(request, "ce-signature");

    /// <summary>Gets what <see cref="ConnectEvent"/> said of the connection.</summary>
    public string State { get; } = Text(request, ConnectionState.Header);

    private static string Text(HttpRequest request, string name) => request.Headers[name].ToString();
}
