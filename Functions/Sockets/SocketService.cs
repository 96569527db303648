using Azure.Core.Pipeline;
using Microsoft.Extensions.Options;
using Serverless.LocalHost.Sockets;

namespace Serverless.Sockets;

/// <summary>Describes the service that holds the sockets: a Web PubSub resource, the local host, or none.</summary>
public sealed class SocketService
{
    private readonly SocketOptions _options;

    /// <summary>Selects the service according to the settings.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="local">The sockets of the local host, or null on a worker.</param>
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

    /// <summary>Gets whether there is a service.</summary>
    public bool IsServed => Endpoint is not null;

    /// <summary>Gets whether the service is the local host.</summary>
    public bool IsLocal { get; }

    /// <summary>Gets the URL of the service, or null if there is none.</summary>
    public Uri? Endpoint { get; }

    /// <summary>Gets the access key of the service, or null if the app and the service authenticate with identities.</summary>
    public string? AccessKey { get; }

    /// <summary>Gets the name of the hub.</summary>
    public string Hub => _options.Hub;

    /// <summary>Gets the transport to the REST interface of the service, or null for HTTP.</summary>
    internal HttpPipelineTransport? Transport { get; }
}
