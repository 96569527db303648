using Azure.Core.Pipeline;
using Microsoft.Extensions.Options;
using Serverless.LocalHost.Sockets;

namespace Serverless.Sockets;

/// <summary>The service that has the sockets: a Web PubSub resource, the local host, or none.</summary>
public sealed class SocketService
{
    private readonly SocketOptions _options;

    /// <summary>Finds the service.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="local">The sockets of the local host; null on a worker.</param>
    public SocketService(IOptions<SocketOptions> options, LocalSockets? local = null)
    {
        _options = options.Value;
        if (_options.Endpoint.Length > 0)
        {
            Endpoint = new Uri(_options.Endpoint);
        }
        else if (ServiceConnection.TryParse(_options.ConnectionString, out var connection))
        {
            (Endpoint, AccessKey) = (connection.Endpoint, connection.AccessKey);
        }
        else if (local is not null)
        {
            (Endpoint, AccessKey, Transport, IsLocal) = (LocalSockets.Endpoint, local.Options.AccessKey, local.Transport, true);
        }
    }

    /// <summary>Gets whether there is one.</summary>
    public bool IsServed => Endpoint is not null;

    /// <summary>Gets whether it is the local host.</summary>
    public bool IsLocal { get; }

    /// <summary>Gets its address; null if there is none.</summary>
    public Uri? Endpoint { get; }

    /// <summary>Gets its key; null if both sides have identities.</summary>
    public string? AccessKey { get; }

    /// <summary>Gets the hub.</summary>
    public string Hub => _options.Hub;

    /// <summary>Gets how its REST interface is reached; null for HTTP.</summary>
    internal HttpPipelineTransport? Transport { get; }
}
