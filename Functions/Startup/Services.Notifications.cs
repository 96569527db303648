using Microsoft.Extensions.DependencyInjection;
using Serverless.Domain.Notifications;

namespace Serverless.Startup;

public static partial class Services
{
    private static void AddNotifications(this IServiceCollection services) => services
        .AddSingleton<DeliverBroadcast>()
        .AddSingleton<NotificationKeys>()
        .AddQueue<NotificationQueue>()
        .AddSingleton<NotificationStore>()
        .AddSingleton<SendNotification>()
        .AddSingleton<StartBroadcast>();
}
