using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serverless.Api.Accounts;
using Serverless.Api.Console;
using Serverless.Api.Pages;
using Serverless.Api.Rpc.ApiTokens;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Sessions;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Api.Shared.Http;
using Serverless.Api.Shared.Steps;
using Serverless.Domain.ApiTokens;
using Serverless.Domain.CallLog;
using Serverless.Domain.Email.Notices;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.LastUse;
using Serverless.Domain.Passwords;
using Serverless.Domain.Permissions;
using Serverless.Domain.PersonalData;
using Serverless.Domain.RateLimits;
using Serverless.Domain.Sessions;
using Serverless.Domain.Sessions.Revocation;
using Serverless.Domain.SignIn.Proofs;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.Jobs.Queues;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Storage.Index;
using Serverless.Storage.Outages;
using Serverless.Storage.Rows;
using Serverless.Telemetry;

namespace Serverless.Startup;

/// <summary>All registrations of the app. All services are stateless or shared, so all are singletons.</summary>
public static partial class Services
{
    /// <summary>Adds the whole app.</summary>
    public static IServiceCollection AddServerless(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptionsFromSettings(configuration);
        services.TryAddSingleton(TimeProvider.System);

        services.AddHostedService<StartLog>(); // so that the version is the first line of the log
        services.AddCallLog(); // before the others, because services stop in reverse: everything that can log a call has stopped at the last flush
        services.AddAudit();
        services.AddAccounts();
        services.AddEmail();
        AddAcs(services);
        services.AddJobs();
        services.AddLimits();
        services.AddNotifications();
        services.AddPipeline();
        services.AddRest();
        services.AddSecondFactors();
        services.AddSecurity();
        services.AddSockets();
        services.AddStorage();
        services.AddTelemetry(configuration);
        return services;
    }

    private static void AddAccounts(this IServiceCollection services) => services
        .AddSingleton<AccountStore>()
        .AddSingleton<CredentialMemory>()
        .AddSingleton<Revocations>()
        .AddSingleton<RevocationWatch>()
        .AddSingleton<RememberedCredentials>()
        .AddSingleton<UserTurns>()
        .AddSingleton<ChangeNames>()
        .AddSingleton<Standing>()
        .AddSingleton<ChangeToken>()
        .AddSingleton<CollectUserData>()
        .AddSingleton<CreateGeneratedUser>()
        .AddSingleton<CreateUser>()
        .AddSingleton<DraftUser>()
        .AddSingleton<EndSessions>()
        .AddSingleton<EnsureRoot>()
        .AddQueue<EraseQueue>()
        .AddSingleton<EraseUser>()
        .AddSingleton(IndexSize.Default)
        .AddSingleton<IIndexContent>(provider => new UserIndexContent(provider.GetRequiredService<AccountRows>()))
        .AddSingleton<FindUser>()
        .AddSingleton<FreshSessions>()
        .AddSingleton<FollowUps>()
        .AddHostedService<LateStart<FollowUps>>()
        .AddQueue<IndexQueue>()
        .AddSingleton<ListSessions>()
        .AddSingleton<ListUsers>()
        .AddSingleton<MarkFresh>()
        .AddSingleton<Names>()
        .AddSingleton<OpenPrivateSession>()
        .AddSingleton<OpenSession>()
        .AddSingleton<PasswordProof>()
        .AddSingleton<PrivateTokens>()
        .AddSingleton<RedeemAction>()
        .AddSingleton<SetUserPermissions>()
        .AddSingleton<RotateToken>()
        .AddSingleton<TokenLifetime>()
        .AddSingleton<UnusedAccounts>()
        .AddSingleton<UseBuffer>()
        .AddSingleton<WriteUses>()
        .AddSingleton<FlushedWithCalls>(provider => provider.GetRequiredService<WriteUses>())
        .AddSingleton<UserIndex>();

    /// <summary>Adds a queue. The start of the app creates it, and <c>--retry-messages</c> retries its messages.</summary>
    private static IServiceCollection AddQueue<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this IServiceCollection services)
        where T : MessageQueue =>
        services.AddSingleton<T>().AddSingleton<MessageQueue>(provider => provider.GetRequiredService<T>());

    private static void AddJobs(this IServiceCollection services) => services.AddSingleton<OutagePause>();

    private static void AddLimits(this IServiceCollection services) => services
        .AddSingleton<BadCredentials>()
        .AddSingleton<CallLimits>()
        .AddSingleton<GeneralLimit>()
        .AddSingleton<KnownDevices>()
        .AddSingleton<LimitKeys>()
        .AddSingleton<MailedTokenLimit>()
        .AddSingleton<NoticeLimit>()
        .AddSingleton<RecipientLimit>()
        .AddSingleton<SharedLimits>()
        .AddSingleton<SignInGuard>();

    private static void AddPipeline(this IServiceCollection services)
    {
        services
            // If a client disconnects within a chunked body, the server logs a warning with a stack trace; the pipeline logs one line (HungUp).
            .AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error))
            .Configure<KestrelServerOptions>(kestrel => kestrel.RequestHeaderEncodingSelector = static _ => HeaderEncoding.Instance) // of both hosts
            .AddSingleton<HomePage>()
            .AddSingleton(ConsoleFiles.Own)
            .AddSingleton<Authentication>()
            .AddSingleton<BodyDecoding>()
            .AddSingleton<CallBudget>()
            .AddSingleton<CallOrigin>()
            .AddSingleton<Catalogue>()
            .AddSingleton<CredentialCheck>()
            .AddSingleton<EnrolmentCheck>()
            .AddSingleton<FormCheck>()
            .AddSingleton<FreshSessionCheck>()
            .AddSingleton(provider => new LoggedOperations(() => [.. provider.GetRequiredService<Catalogue>().Operations.Select(operation => operation.Id)]))
            .AddSingleton<LastResort>()
            .AddSingleton<LimitCheck>()
            .AddSingleton<GrantToToken>()
            .AddSingleton<MethodLookup>()
            .AddSingleton<PipelineStart>()
            .AddHostedService<LateStart<PipelineStart>>()
            .AddSingleton<PermissionCheck>()
            .AddSingleton<RpcPipeline>()
            .AddSingleton<RpcEndpoint>()
            .AddSingleton<RpcForm>()
            .AddSingleton<UploadReader>()
            .AddSingleton<UploadSlots>()
            .AddSingleton<Validation>();
        foreach (var method in Catalogue.TypesOf<RpcMethod>())
        {
            services.AddSingleton(typeof(Operation), method);
        }
    }

    private static void AddRest(this IServiceCollection services)
    {
        services
            .AddSingleton<AccountRules>()
            .AddSingleton<AllowedVerbs>()
            .AddSingleton<Authenticate>()
            .AddSingleton<BanCheck>()
            .AddSingleton<Families>()
            .AddSingleton<Family>(SessionFamily.Instance)
            .AddSingleton<Family>(AccountFamily.Instance)
            .AddSingleton<IPathShare, RpcOnSessionPath>()
            .AddSingleton<IPathShare, AccountOnSessionPath>()
            .AddSingleton<FamilyForm>()
            .AddSingleton<FieldBinding>()
            .AddSingleton<FieldReading>()
            .AddSingleton<GeneralLimitCheck>()
            .AddSingleton<NewAccount>()
            .AddSingleton<RestPipeline>();
        foreach (var endpoint in Catalogue.TypesOf<Endpoint>())
        {
            services.AddSingleton(typeof(Operation), endpoint);
        }
    }

    private static void AddSecurity(this IServiceCollection services) => services
        .AddSingleton(provider => new ClientAddress(provider.GetRequiredService<IOptions<RateLimitOptions>>().Value.TrustedProxies, provider.GetRequiredService<IConfiguration>()))
        .AddSingleton<IPasswordAlgorithm, Argon2id>()
        .AddSingleton<BreachedPasswords>()
        .AddSingleton(provider => new PasswordHashing(provider.GetRequiredService<IPasswordAlgorithm>(), provider.GetRequiredService<TimeProvider>(), StorageBudget.AtMost))
        .AddSingleton<PasswordPolicy>()
        .AddSingleton<Secrets>();

    private static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddSingleton(provider => new Instruments(() => provider.GetRequiredService<StorageTransactions>().Count, () => provider.GetRequiredService<CallSeries>().Age))
            .AddSingleton<Observation>();
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
