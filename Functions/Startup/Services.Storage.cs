using Azure.Core.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Migrations;
using Serverless.Storage;
using Serverless.Storage.Forms;
using Serverless.Storage.Index;
using Serverless.Storage.Outages;
using Serverless.Storage.Rows;

namespace Serverless.Startup;

/// <content>Services that use storage.</content>
public static partial class Services
{
    private static void AddStorage(this IServiceCollection services) => services
        .AddSingleton<StorageSetup>()
        .AddSingleton<LateStart<StorageSetup>>()
        .AddHostedService(provider => provider.GetRequiredService<LateStart<StorageSetup>>())
        .AddSingleton<Ids>()
        .AddSingleton<StorageReport>()
        .AddHostedService<LateStart<StorageReport>>()
        .AddSingleton<StorageClients>()
        .AddSingleton<StorageGates>()
        .AddSingleton<StorageHealth>()
        .AddSingleton(StoragePlan.Default)
        .AddSingleton<StorageTransactions>()
        .AddSingleton(provider => new StorageClock(provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<HttpPipelinePolicy>(provider => provider.GetRequiredService<StorageClock>())
        .AddSingleton<HttpPipelinePolicy>(provider => provider.GetRequiredService<StorageTransactions>())
        .AddSingleton<Tables>()
        .AddSingleton<TableSweep>()
        .AddRows()
        .AddForms();

    private static IServiceCollection AddRows(this IServiceCollection services) => services
        .AddSingleton<AccountRows>()
        .AddSingleton<AuditMarkerRows>()
        .AddSingleton<AuditOutboxRows>()
        .AddSingleton<AuditRows>()
        .AddSingleton<BroadcastRows>()
        .AddSingleton<CallBatchRows>()
        .AddSingleton<CallCountRows>()
        .AddSingleton<CallSeriesRows>()
        .AddSingleton<CountRows>()
        .AddSingleton<DemoRows>()
        .AddSingleton<FailedEmailRows>()
        .AddSingleton<LeaseRows>()
        .AddSingleton<LimitSecret>()
        .AddSingleton<NameRows>()
        .AddSingleton<NotificationKeyRows>()
        .AddSingleton<NotificationRows>()
        .AddSingleton<PseudonymRows>()
        .AddSingleton<RevocationRows>()
        .AddSingleton<SettingsRows>()
        .AddSingleton<SocketRows>();

    private static IServiceCollection AddForms(this IServiceCollection services) => services
        // Migration steps, in their order.
        .AddSingleton<IMigrationStep, FinishAnnouncedErasures>()
        .AddSingleton<IMigrationStep, DeleteUnversionedStatistics>()
        .AddSingleton<IMigrationStep, GivePseudonyms>()
        .AddSingleton<IMigrationStep, ReplaceUserIdsInLog>()
        .AddSingleton<IMigrationStep, ReplaceLateUserIds>()
        .AddSingleton<FormerRows>()
        .AddSingleton<FormRows>()
        .AddSingleton<FormState>()
        .AddSingleton<HttpPipelinePolicy, FormGate>()
        .AddSingleton<Migrate>()
        .AddSingleton<RecogniseForm>()
        .AddSingleton<StoredForm>()
        .AddSingleton<WatchForm>();
}
