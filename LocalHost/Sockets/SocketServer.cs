using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Serverless.LocalHost.Sockets;

/// <summary>Serves the connections of clients: calls the event handler, accepts the socket, and serves it until it ends.</summary>
internal sealed partial class SocketServer(SocketHub hub, IEventHandler handler, SocketServerOptions options, ILogger<SocketServer> logger)
{
    /// <summary>Serves one upgrade request until its socket ends.</summary>
    public async Task Serve(HttpContext http)
    {
        if (hub.TryBegin() is not { } handshake)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        try
        {
            await hub.Join(http.RequestAborted);
            await Connect(http, handshake);
        }
        // Every exception: before the socket is accepted, the client gets a response. After that, no response is possible.
#pragma warning disable CA1031
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
            {
                LogRefused(e);
                http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            }
        }
        finally
        {
            await hub.End(handshake);
        }
    }

    private async Task Connect(HttpContext http, Handshake handshake)
    {
        var identity = new SocketIdentity(options.Hub, options.AccessKey);
        var response = await handler.Send(new(CloudEvent.Connect, identity, 1, CloudEvent.Json, ConnectBody.Of(http)));
        if (!response.IsSuccess)
        {
            http.Response.StatusCode = response.Status;
            return;
        }

        var accepted = ConnectBody.Read(response);
        identity.Accept(accepted.UserId, accepted.Subprotocol, response.State);
        if (!hub.TryCount(identity.UserId))
        {
            http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return;
        }

        try
        {
            await Serve(http, identity, accepted, handshake);
        }
        finally
        {
            hub.Uncount(identity.UserId);
        }
    }

    private async Task Serve(HttpContext http, SocketIdentity identity, ConnectAnswer accepted, Handshake handshake)
    {
        var socket = await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = accepted.Subprotocol,
            // A ping is sent after half the time. The other half is for its pong.
            KeepAliveInterval = options.Idle / 2,
            KeepAliveTimeout = options.Idle / 2,
        });
        using var connection = new SocketConnection(socket, identity, handler, options);
        hub.Add(connection, accepted.Groups, handshake);
        try
        {
            await connection.Run();
        }
        finally
        {
            hub.Remove(connection, accepted.Groups);
        }
    }

    [LoggerMessage(40, LogLevel.Warning, "A socket could not be opened and was answered with 503.")]
    private partial void LogRefused(Exception exception);
}
