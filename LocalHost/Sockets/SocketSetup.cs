using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Serverless.LocalHost.Sockets;

/// <summary>Puts the server of sockets in front of the functions.</summary>
internal static class SocketSetup
{
    /// <summary>Adds the services for sockets if the app registers <see cref="SocketServerOptions"/>.</summary>
    public static void Add(IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(SocketServerOptions)))
        {
            services.TryAddSingleton<ISocketBackplane, NoBackplane>();
            services.AddSingleton<SocketHub>();
            services.AddSingleton(provider => new LocalSockets(provider.GetRequiredService<SocketHub>(), provider.GetRequiredService<SocketServerOptions>()));
        }
    }

    /// <summary>Handles upgrades to WebSocket on the paths of clients. Other requests pass on to the functions.</summary>
    public static void Map(WebApplication web, IReadOnlyList<HttpRoute> routes, FunctionExecutionDelegate pipeline, ILogger<HttpFunction> logger)
    {
        var services = web.Services;
        if (services.GetService<SocketServerOptions>() is not { IsOn: true } options || routes.FirstOrDefault(route => route.Path == options.EventHandler) is not { } route)
        {
            return;
        }

        var hub = services.GetRequiredService<SocketHub>();
        var handler = new FunctionEventHandler(new HttpFunction(route.Function, pipeline, logger), route.Path, services, services.GetRequiredService<TimeProvider>());
        var server = new SocketServer(hub, handler, options, services.GetRequiredService<ILogger<SocketServer>>());
        string[] paths = [.. options.Paths, $"/client/hubs/{options.Hub}"];
        web.MapWhen(
            http => IsUpgrade(http.Request) && paths.Contains(http.Request.Path.Value, StringComparer.OrdinalIgnoreCase),
            branch =>
            {
                branch.UseWebSockets();
                branch.Run(http => http.WebSockets.IsWebSocketRequest ? server.Serve(http) : Refuse(http));
            });
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => _ = hub.Stop());
    }

    private static bool IsUpgrade(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Upgrade is [{ } protocol] && protocol.Equals("websocket", StringComparison.OrdinalIgnoreCase);

    private static Task Refuse(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    }
}
