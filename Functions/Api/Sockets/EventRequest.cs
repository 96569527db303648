using Microsoft.AspNetCore.Http;

namespace Serverless.Api.Sockets;

/// <summary>An event as it was sent: what its headers say, and the request with the body.</summary>
/// <param name="Type">As in <c>azure.webpubsub.user.message</c>.</param>
/// <param name="Hub">The hub of the connection.</param>
/// <param name="ConnectionId">The connection.</param>
/// <param name="Signature">One or more signatures of the connection's id.</param>
/// <param name="State">What <see cref="ConnectEvent"/> said of the connection.</param>
/// <param name="Request">The request.</param>
public sealed record EventRequest(string Type, string Hub, string ConnectionId, string Signature, string State, HttpRequest Request)
{
    /// <summary>Reads the headers.</summary>
    public static EventRequest Of(HttpRequest request)
    {
        var headers = request.Headers;
        return new(Text("ce-type"), Text("ce-hub"), Text("ce-connectionId"), Text("ce-signature"), Text(ConnectionState.Header), request);

        string Text(string name) => headers[name].ToString();
    }
}
