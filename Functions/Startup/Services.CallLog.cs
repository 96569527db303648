using Microsoft.Extensions.DependencyInjection;
using Serverless.Api.Shared.Steps;
using Serverless.Domain.CallLog;

namespace Serverless.Startup;

public static partial class Services
{
    private static void AddCallLog(this IServiceCollection services) => services
        .AddSingleton<ActiveCalls>()
        .AddSingleton<CallBuffer>()
        .AddSingleton<CallLogging>()
        .AddSingleton<CallSeries>()
        .AddSingleton<CallStatistics>()
        .AddSingleton<CallTotals>()
        .AddSingleton<EventCounts>()
        .AddSingleton<FlushedWithCalls>(provider => provider.GetRequiredService<EventCounts>())
        .AddSingleton<FindCallers>()
        .AddSingleton<FlushCalls>()
        .AddHostedService<LateStart<FlushCalls>>()
        .AddSingleton<ReadCalls>()
        .AddSingleton<ReadOwnCalls>()
        .AddSingleton<SearchCalls>();
}
