using Azure.Core.Pipeline;

namespace Serverless.LocalHost.Sockets;

/// <summary>Lets the app push to the sockets that the local host serves.</summary>
public sealed class LocalSockets
{
    internal LocalSockets(SocketHub hub, SocketServerOptions options)
    {
        Hub = hub;
        Options = options;
        Transport = new DataPlaneTransport(new DataPlane(hub, options));
    }

    /// <summary>Gets the address that requests to <see cref="Transport"/> begin with. Nothing listens there.</summary>
    public static Uri Endpoint { get; } = new("http://localhost/");

    /// <summary>Gets how the sockets are served.</summary>
    public SocketServerOptions Options { get; }

    /// <summary>Gets the transport that carries requests of Web PubSub's REST interface out.</summary>
    public HttpPipelineTransport Transport { get; }

    internal SocketHub Hub { get; }
}
