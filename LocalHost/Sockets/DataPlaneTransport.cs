using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.LocalHost.Sockets;

/// <summary>Passes the requests of the app's client for Web PubSub to <see cref="DataPlane"/> within this process.</summary>
internal sealed class DataPlaneTransport(DataPlane plane) : HttpPipelineTransport
{
    private static readonly HttpClientTransport _requests = new();

    public override Request CreateRequest() => _requests.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("Requests are sent asynchronously.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        using var body = new MemoryStream();
        if (message.Request.Content is { } content)
        {
            await content.WriteToAsync(body, message.CancellationToken);
        }

        message.Response = new StatusResponse(await plane.Answer(
            message.Request.Method.Method, message.Request.Uri.ToUri(), body.GetBuffer().AsMemory(0, (int)body.Length), message.CancellationToken));
    }
}
