using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serverless.WorkerHosting.Protocol;
using Yarp.ReverseProxy.Forwarder;

namespace Serverless.WorkerHosting.Http;

/// <summary>Creates the two servers of the host: one for the worker and one for callers.</summary>
internal static class HostServers
{
    /// <summary>The largest body that the host accepts, in bytes.</summary>
    public const long MostBytes = 104_857_600;

    /// <summary>Starts the server for the worker's stream.</summary>
    public static async Task<WebApplication> StartGrpc(WorkerChannel channel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(channel);
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = grpc.MaxSendMessageSize = int.MaxValue);
        var app = builder.Build();
        app.MapGrpcService<FunctionRpcService>();
        await app.StartAsync();
        return app;
    }

    /// <summary>Reserves the address of the server for callers. The worker needs it before that server can start.</summary>
    /// <param name="port">The port; 0 for a free one.</param>
    public static Socket Reserve(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }

    /// <summary>Starts the server for callers.</summary>
    public static async Task<WebApplication> StartHttp(WorkerChannel channel, IEnumerable<HostedFunction> functions, Uri worker, string prefix, Socket socket)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenHandle((ulong)socket.Handle);
            kestrel.Limits.MaxRequestBodySize = MostBytes;
        });
        builder.Services.AddRouting().AddHttpForwarder();
        builder.Services.AddSingleton(services => new HttpTrigger(channel, services.GetRequiredService<IHttpForwarder>(), worker));
        var app = builder.Build();
        var trigger = app.Services.GetRequiredService<HttpTrigger>();
        app.Use(OwnPaths);
        app.UseRouter(RouteTable.Of(functions, prefix, app.Services.GetRequiredService<IInlineConstraintResolver>(), trigger.Run));
        await app.StartAsync();
        return app;
    }

    /// <summary>Returns the address that a server listens on.</summary>
    public static Uri AddressOf(WebApplication app) => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Answers the paths that the host reserves; no function receives them.</summary>
    private static Task OwnPaths(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments("/admin", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        if (context.Request.Path.StartsWithSegments("/runtime", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return next(context);
    }
}
