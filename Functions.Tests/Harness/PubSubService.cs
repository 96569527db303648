using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Serverless.LocalHost.Sockets;

namespace Serverless.Tests.Harness;

/// <summary>
/// Simulates Azure Web PubSub over a network. It uses the local host's server of sockets, sends events to a URL, and accepts REST requests that are signed by
/// its key.
/// </summary>
internal sealed class PubSubService : IAsyncDisposable
{
    private const string AccessKey = "the key of the stand-in for Web PubSub";

    private readonly WebApplication _web;
    private readonly HttpClient _events = new();
    private readonly SocketHub _hub;
    private readonly DataPlane _plane;

    private PubSubService()
    {
        var options = new SocketServerOptions { AccessKey = AccessKey };
        _hub = new SocketHub(options, new NoBackplane());
        _plane = new DataPlane(_hub, options);
        var server = new SocketServer(_hub, new Remote(this), options, NullLogger<SocketServer>.Instance);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _web = builder.Build();
        _web.UseWebSockets();
        _web.Run(http => http.WebSockets.IsWebSocketRequest ? server.Serve(http) : Answer(http));
    }

    /// <summary>Gets the URL of the service.</summary>
    public Uri Address => new(_web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Gets the connection string for the app's settings.</summary>
    public string ConnectionString => $"Endpoint={Address};AccessKey={AccessKey};Version=1.0;";

    /// <summary>Gets or sets the URL of the app that receives the events.</summary>
    public Uri? App { get; set; }

    /// <summary>Gets or sets how many of the next REST requests fail with 503.</summary>
    public int Failures { get; set; }

    /// <summary>Gets the received REST requests, each with its path and the content type of its body.</summary>
    public ConcurrentQueue<(string Path, string? ContentType)> Requests { get; } = [];

    public static async Task<PubSubService> Start()
    {
        var service = new PubSubService();
        await service._web.StartAsync(TestContext.Current.CancellationToken);
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.Stop();
        await _web.DisposeAsync();
        _hub.Dispose();
        _events.Dispose();
    }

    private async Task Answer(HttpContext http)
    {
        var request = http.Request;
        var address = new Uri(Address, request.Path + request.QueryString);
        Requests.Enqueue((Uri.UnescapeDataString(address.PathAndQuery), request.ContentType));
        if (!IsSigned(request, address))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (Failures > 0)
        {
            Failures--;
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, http.RequestAborted);
        http.Response.StatusCode = await _plane.Answer(request.Method, address, body.ToArray(), http.RequestAborted);
    }

    /// <summary>Returns whether the request has a token that the service accepts: signed by the key, for this URL, and not expired.</summary>
    private static bool IsSigned(HttpRequest request, Uri address)
    {
        if (request.Headers.Authorization.ToString().Split(' ') is not ["Bearer", var token] || token.Split('.') is not [var head, var claims, var signature])
        {
            return false;
        }

        var own = HMACSHA256.HashData(Encoding.UTF8.GetBytes(AccessKey), Encoding.UTF8.GetBytes($"{head}.{claims}"));
        var json = JsonElement.Parse(Base64Url.DecodeFromChars(claims));
        return Base64Url.EncodeToString(own) == signature
            && Uri.UnescapeDataString(json.GetProperty("aud").GetString()!) == Uri.UnescapeDataString(address.GetLeftPart(UriPartial.Path))
            && DateTimeOffset.FromUnixTimeSeconds(json.GetProperty("exp").GetInt64()) > TimeProvider.System.GetUtcNow();
    }

    private sealed class Remote(PubSubService service) : IEventHandler
    {
        public async Task<EventResponse> Send(CloudEvent sent)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(service.App!, "/api/sockets/" + sent.Name)) { Content = new ReadOnlyMemoryContent(sent.Body) };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", sent.ContentType);
            foreach (var (name, value) in sent.Identity.Headers.Concat(sent.Headers("2026-11-28T10:20:30Z")))
            {
                request.Headers.TryAddWithoutValidation(name, value.ToString());
            }

            using var response = await service._events.SendAsync(request);
            return new(
                (int)response.StatusCode,
                response.Content.Headers.ContentType?.ToString(),
                response.Headers.TryGetValues(CloudEvent.State, out var state) ? state.Single() : null,
                await response.Content.ReadAsByteArrayAsync());
        }
    }
}
