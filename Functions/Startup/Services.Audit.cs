using Microsoft.Extensions.DependencyInjection;
using Serverless.Domain.Audit;

namespace Serverless.Startup;

public static partial class Services
{
    private static void AddAudit(this IServiceCollection services) => services
        .AddSingleton<AuditBuffer>()
        .AddSingleton<AuditMarker>()
        .AddSingleton<AuditOutbox>()
        .AddSingleton<CopyEvents>()
        .AddHostedService<LateStart<CopyEvents>>()
        .AddSingleton<CopyMissedEvents>()
        .AddSingleton<DeleteOldEvents>()
        .AddSingleton<FindAuditedUsers>()
        .AddSingleton<ReadEvents>()
        .AddSingleton<ReadOwnEvents>()
        .AddSingleton<SignInFailures>();
}
