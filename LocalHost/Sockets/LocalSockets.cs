using Azure.Core.Pipeline;

namespace Serverless.LocalHost.Sockets;

/// <summary>Gives the app access to the sockets that the local host serves.</summary>
public sealed class LocalSockets
{
    internal LocalSockets(SocketHub hub, SocketServerOptions options)
    {
        Hub = hub;
        Options = options;
        Transport = new DataPlaneTransport(new DataPlane(hub, options));
    }

    /// <summary>Gets the base URL of requests to <see cref="Transport"/>. Nothing listens there.</summary>
    public static Uri Endpoint { get; } = new("http://localhost/");

    /// <summary>Gets the options of the server of sockets.</summary>
    public SocketServerOptions Options { get; }

    /// <summary>Gets the transport that processes requests to Web PubSub's REST interface.</summary>
    public HttpPipelineTransport Transport { get; }

    internal SocketHub Hub { get; }
}
