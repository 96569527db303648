using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Serverless.Api.Shared.Http;
using Serverless.Api.Sockets;
using Serverless.Domain.Users;
using Serverless.LocalHost.Sockets;
using Serverless.Sockets;

namespace Serverless.Startup;

public static partial class Services
{
    private static void AddSockets(this IServiceCollection services) => services
        .AddSingleton<ConnectEvent>()
        .AddSingleton<EventVerification>()
        .AddSingleton<HandshakeOrigin>()
        .AddSingleton<KnownConnections>()
        .AddSingleton<MessageEvent>()
        .AddSingleton(provider => ServiceToken.KeysOf(provider.GetRequiredService<IOptions<SocketOptions>>().Value.TenantId))
        .AddSingleton<ServiceToken>()
        .AddSingleton<SocketClient>()
        .AddSingleton<SocketPushes>()
        .AddSingleton<IUserEvents>(provider => provider.GetRequiredService<SocketPushes>())
        .AddSingleton<SocketService>();

    /// <summary>Adds the services with which the local host serves sockets, unless a Web PubSub resource does.</summary>
    internal static void AddLocalSockets(this IServiceCollection services) => services
        .AddSingleton<SignalRows>()
        .AddSingleton<ISocketBackplane, StorageBackplane>()
        .AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<SocketOptions>>().Value;
            return new SocketServerOptions
            {
                IsOn = options is { Endpoint: "", ConnectionString: "" },
                Hub = options.Hub,
                Paths = ["/api", "/api/"],
                EventHandler = SocketEvents.Route,
                AnonymousUser = ConnectEvent.Anonymous,
                MaximumPerUser = options.MaximumPerUser,
                MaximumPerInstance = options.MaximumPerInstance,
                Idle = TimeSpan.FromSeconds(options.IdleSeconds),
                MaximumFrame = RequestBody.Maximum,
            };
        });
}
