using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.Extensions.Configuration;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Telemetry;

namespace Serverless.Sockets;

/// <summary>
/// Sends requests to the service's REST interface (Web PubSub, data plane). The app needs two requests, and the package for them is not in every feed.
/// Failed requests are retried as requests to storage are. Traces omit the URLs of requests, because they contain ids of users.
/// </summary>
public sealed class SocketClient(SocketService service, IConfiguration configuration, Instruments instruments, TimeProvider time)
{
    private const string Version = "2024-12-01";
    private const string Scope = "https://webpubsub.azure.com/.default";

    /// <summary>The reason that is sent when a connection is closed. Clients of document 002 show it.</summary>
    private const string Reason = "Signed out";

    /// <summary>The same event under two names. Each generation of clients handles one name and ignores the other (rpc.md 2.2).</summary>
    private static readonly string[] Notifications =
        ["""{"jsonrpc":"2.0","method":"/event","params":["notifications"]}""", """{"jsonrpc":"2.0","method":"/publish","params":["notifications"]}"""];

    // Built when it is first used. A wrong identity must not affect calls, which do not need it.
    private readonly Lazy<HttpPipeline> _pipeline = new(() => Build(service, configuration, time));

    /// <summary>Sends a push to the service.</summary>
    /// <exception cref="RequestFailedException">Thrown when the service refuses the request or does not respond.</exception>
    public async Task Send(SocketPush push, CancellationToken cancellation)
    {
        using var activity = instruments.Activities.StartActivity(push.IsClose ? "socket close" : "socket push", System.Diagnostics.ActivityKind.Client);
        if (push.IsClose)
        {
            await Post(push.Group, ":closeConnections", null, cancellation);
            return;
        }

        foreach (var frame in Notifications)
        {
            await Post(push.Group, ":send", frame, cancellation);
        }
    }

    private async Task Post(string group, string action, string? frame, CancellationToken cancellation)
    {
        using var message = _pipeline.Value.CreateMessage();
        var request = message.Request;
        request.Method = RequestMethod.Post;
        request.Uri.Reset(service.Endpoint!);
        request.Uri.AppendPath($"/api/hubs/{service.Hub}/groups/{Uri.EscapeDataString(group)}/{action}", escape: false);
        request.Uri.AppendQuery("api-version", Version);
        if (frame is null)
        {
            request.Uri.AppendQuery("reason", Reason);
        }
        else
        {
            request.Headers.Add("Content-Type", "text/plain");
            request.Content = RequestContent.Create(System.Text.Encoding.UTF8.GetBytes(frame));
        }

        await _pipeline.Value.SendAsync(message, cancellation);
        if (message.Response.IsError)
        {
            throw new RequestFailedException(message.Response.Status, $"The socket service answered with {message.Response.Status}.");
        }
    }

    private static HttpPipeline Build(SocketService service, IConfiguration configuration, TimeProvider time)
    {
        var options = new Options();
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        if (service.Transport is { } transport)
        {
            options.Transport = transport;
        }

        HttpPipelinePolicy authentication = service.AccessKey is { } key
            ? new ServiceKeyPolicy(key, time)
            : new BearerTokenAuthenticationPolicy(EntraCredential.Of(configuration.GetSection(StorageConnection.Setting)), Scope);
        return HttpPipelineBuilder.Build(options, authentication);
    }

    private sealed class Options : ClientOptions;
}
