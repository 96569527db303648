using Azure.Core.Pipeline;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Serverless.Accounts;
using Serverless.Accounts.Index;
using Serverless.Accounts.Revocation;
using Serverless.Api.ApiTokens;
using Serverless.CallLog;
using Serverless.Email;
using Serverless.Jobs.Queues;
using Serverless.Limits;
using Serverless.Migrations;
using Serverless.Pages;
using Serverless.Pipeline;
using Serverless.Pipeline.Http;
using Serverless.Pipeline.Rpc;
using Serverless.Rest;
using Serverless.Rest.Accounts;
using Serverless.Rest.Sessions;
using Serverless.Security;
using Serverless.Settings;
using Serverless.Storage;
using Serverless.Storage.Forms;
using Serverless.Storage.Index;
using Serverless.Storage.Outages;
using Serverless.Telemetry;

namespace Serverless;

/// <summary>Every registration of the app. All services are stateless or shared, so all are singletons.</summary>
public static partial class Services
{
    /// <summary>Adds the whole app.</summary>
    public static IServiceCollection AddServerless(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsFromSettings(configuration);
        services.TryAddSingleton(TimeProvider.System);

        services.AddHostedService<StartLog>(); // what runs is the first line of the log
        services.AddCallLog(); // before the others, because services stop in reverse: whatever can still log a call has stopped when it is flushed
        services.AddAccounts();
        services.AddEmail();
        AddAcs(services);
        services.AddJobs();
        services.AddLimits();
        services.AddPipeline();
        services.AddRest();
        services.AddSecurity();
        services.AddSockets();
        services.AddStorage();
        services.AddTelemetry(configuration);
        return services;
    }

    private static void AddAccounts(this IServiceCollection services) => services
        .AddSingleton<AccountStore>()
        .AddSingleton<CredentialMemory>()
        .AddSingleton<OlderRevocations>()
        .AddSingleton<Revocations>()
        .AddSingleton<RevocationWatch>()
        .AddSingleton<RememberedCredentials>()
        .AddSingleton<ChangeNames>()
        .AddSingleton<Standing>()
        .AddSingleton<ChangeToken>()
        .AddSingleton<CreateGeneratedUser>()
        .AddSingleton<CreateUser>()
        .AddSingleton<DraftUser>()
        .AddSingleton<EndSessions>()
        .AddSingleton<EnsureRoot>()
        .AddSingleton<EraseQueue>()
        .AddSingleton<EraseUser>()
        .AddSingleton(IndexSize.Default)
        .AddSingleton<FindUser>()
        .AddSingleton<FollowUps>()
        .AddHostedService(provider => provider.GetRequiredService<FollowUps>())
        .AddSingleton<IndexQueue>()
        .AddSingleton<ListSessions>()
        .AddSingleton<ListUsers>()
        .AddSingleton<Names>()
        .AddSingleton<Notes>()
        .AddSingleton<NotificationQueue>()
        .AddSingleton<OpenPrivateSession>()
        .AddSingleton<OpenSession>()
        .AddSingleton<PrivateTokens>()
        .AddSingleton<RedeemAction>()
        .AddSingleton<SetUserPermissions>()
        .AddSingleton<UnusedAccounts>()
        .AddSingleton<UserIndex>();

    private static void AddCallLog(this IServiceCollection services) => services
        .AddSingleton<ActiveCalls>()
        .AddSingleton<CallBuffer>()
        .AddSingleton<CallLogging>()
        .AddSingleton<CallPages>()
        .AddSingleton<CallSeries>()
        .AddSingleton<CallStatistics>()
        .AddSingleton<FindCallers>()
        .AddSingleton<FlushCalls>()
        .AddHostedService(provider => provider.GetRequiredService<FlushCalls>())
        .AddSingleton<ReadCalls>();

    private static void AddEmail(this IServiceCollection services) => services
        .AddSingleton<DeliverLetter>()
        .AddSingleton<EhloName>()
        .AddSingleton<EmailQueue>()
        .AddSingleton<FailedMail>()
        .AddSingleton<IEmailTransport, SelectedTransport>()
        .AddSingleton<Letters>()
        .AddSingleton<MimeComposer>()
        .AddSingleton<PickupTransport>()
        .AddSingleton<RequestEmail>()
        .AddSingleton<SettingsStore>()
        .AddSingleton<SmtpConnection>()
        .AddSingleton<SmtpTransport>()
        .AddSingleton(new SmtpTrust());

    /// <summary>Adds email by Azure Communication Services; a build without the package has no such call.</summary>
    static partial void AddAcs(IServiceCollection services);

    private static void AddJobs(this IServiceCollection services) => services.AddSingleton<OutagePause>();

    private static void AddLimits(this IServiceCollection services) => services
        .AddSingleton<BadCredentials>()
        .AddSingleton<CallLimits>()
        .AddSingleton<GeneralLimit>()
        .AddSingleton<KnownDevices>()
        .AddSingleton<LimitKeys>()
        .AddSingleton<MailedTokenLimit>()
        .AddSingleton<RecipientLimit>()
        .AddSingleton<SharedLimits>()
        .AddSingleton<SignInGuard>();

    private static void AddPipeline(this IServiceCollection services)
    {
        services
            // The server logs a client that hangs up in a chunked body as a warning with a stack trace; the pipeline logs it in one line (HungUp).
            .AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error))
            .Configure<KestrelServerOptions>(kestrel => kestrel.RequestHeaderEncodingSelector = static _ => HeaderEncoding.Instance) // of both hosts
            .AddSingleton<HomePage>()
            .AddSingleton<Authentication>()
            .AddSingleton<BodyDecoding>()
            .AddSingleton<CallBudget>()
            .AddSingleton<Catalogue>()
            .AddSingleton<CredentialCheck>()
            .AddSingleton<FormCheck>()
            .AddSingleton(provider => new Lazy<Catalogue>(provider.GetRequiredService<Catalogue>))
            .AddSingleton<LastResort>()
            .AddSingleton<LimitCheck>()
            .AddSingleton<GrantToToken>()
            .AddSingleton<MethodLookup>()
            .AddHostedService<PipelineStart>()
            .AddSingleton<PermissionCheck>()
            .AddSingleton<Pipeline.Pipeline>()
            .AddSingleton<RpcEndpoint>()
            .AddSingleton<UploadReader>()
            .AddSingleton<UploadSlots>()
            .AddSingleton<Validation>();
        foreach (var method in Catalogue.MethodTypes)
        {
            services.AddSingleton(typeof(Method), method);
        }
    }

    private static void AddRest(this IServiceCollection services)
    {
        services
            .AddSingleton<AccountRules>()
            .AddSingleton<AllowedVerbs>()
            .AddSingleton<Authenticate>()
            .AddSingleton<BanCheck>()
            .AddSingleton<FamilyForm>()
            .AddSingleton<FieldBinding>()
            .AddSingleton<FieldReading>()
            .AddSingleton<GeneralLimitCheck>()
            .AddSingleton<NewAccount>()
            .AddSingleton<RestPipeline>();
        foreach (var endpoint in Catalogue.EndpointTypes)
        {
            services.AddSingleton(typeof(Endpoint), endpoint);
        }
    }

    private static void AddSecurity(this IServiceCollection services) => services
        .AddSingleton<ClientAddress>()
        .AddSingleton<IPasswordAlgorithm, Argon2id>()
        .AddSingleton<PasswordHashing>()
        .AddSingleton<PasswordPolicy>()
        .AddSingleton<Secrets>();

    private static void AddStorage(this IServiceCollection services) => services
        .AddHostedService<StorageSetup>()
        .AddSingleton<Ids>()
        .AddHostedService<StorageReport>()
        .AddSingleton<StorageClients>()
        .AddSingleton<StorageGates>()
        .AddSingleton(StoragePlan.Default)
        .AddSingleton<StorageTransactions>()
        .AddSingleton(provider => new SlotClock(provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<HttpPipelinePolicy>(provider => provider.GetRequiredService<SlotClock>())
        .AddSingleton<HttpPipelinePolicy>(provider => provider.GetRequiredService<StorageTransactions>())
        .AddSingleton<Tables>()
        .AddSingleton<TableSweep>()
        .AddForms();

    private static IServiceCollection AddForms(this IServiceCollection services) => services
        // Migration steps, in their order.
        .AddSingleton<IMigrationStep, FinishAnnouncedErasures>()
        .AddSingleton<IMigrationStep, DeleteUnversionedStatistics>()
        .AddSingleton<IMigrationStep, GivePseudonyms>()
        .AddSingleton<IMigrationStep, ReplaceUserIdsInLog>()
        .AddSingleton<FormRows>()
        .AddSingleton<FormState>()
        .AddSingleton<HttpPipelinePolicy, FormGate>()
        .AddSingleton<Migrate>()
        .AddSingleton<RecogniseForm>()
        .AddSingleton<StoredForm>()
        .AddSingleton<WatchForm>();

    private static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<Instruments>().AddSingleton<Observation>();
        if (configuration[OtlpExport.Endpoint] is { Length: > 0 })
        {
            OtlpExport.Add(services, configuration);
        }

        if (configuration[AzureMonitorExport.ConnectionString] is { Length: > 0 })
        {
            AzureMonitorExport.Add(services, configuration);
        }
    }
}
