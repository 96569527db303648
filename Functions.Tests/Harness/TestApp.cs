using System.Reflection;
using Azure.Core.Pipeline;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Serverless.Domain.Audit;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.LocalHost.Sockets;
using Serverless.Security;
using Serverless.Startup;
using Serverless.Storage;
using Serverless.Storage.Index;
using Serverless.Storage.Outages;

namespace Serverless.Tests.Harness;

/// <summary>Runs the whole product in this process, over real HTTP and the run's Azurite, with its own tables, queue and email directory.</summary>
public class TestApp(AzuriteFixture azurite) : IAsyncLifetime
{
    public const string RootPassword = "correct horse battery staple";

    /// <summary>Turns off timers: tests run the jobs that they test. A timer could otherwise run between a test and what it counts.</summary>
    private static readonly string[] TimersOff = [.. Off<TimerTriggerAttribute>(), "--AzureWebJobs.fold-user-index.Disabled=true"]; // this one would run every half minute

    private static readonly string[] QueuesOff = Off<QueueTriggerAttribute>();

    private readonly string _mailDirectory = Directory.CreateTempSubdirectory("serverless-mail-").FullName;
    private IHost? _host;

    /// <summary>Gets settings in addition to the standard ones of the tests; set them before the start.</summary>
    /// <remarks>
    /// The call log is written when it is read and at the end, so that its writes do not interfere with a test's faults. All tests call from
    /// one IP address, and more often than one caller should: limits are off except where a test is about them. A test that calls from another
    /// IP address sends X-Forwarded-For.
    /// </remarks>
    public Dictionary<string, string> Settings { get; } = new() { ["CallLog:FlushSeconds"] = "3600", ["RateLimits:Enabled"] = "false", ["RateLimits:TrustedProxies"] = "1" };

    /// <summary>Gets or sets changes to the services; set it before the start.</summary>
    public Action<IServiceCollection> Configure { get; set; } = _ => { };

    /// <summary>Gets whether messages in queues are handled. They would interfere where a test watches what is stored.</summary>
    public bool ReadsQueues { get; init; } = true;

    /// <summary>Whether sockets of other instances are reached. On Azure that costs no storage transactions, so what tests count has none.</summary>
    public bool SharesSockets { get; init; }

    public AzuriteFixture Azurite => azurite;

    /// <summary>
    /// Gets a plan without circuit breakers, so that the faults of one test do not block storage for the next. Only the tests of outages have the
    /// product's plan.
    /// </summary>
    public static StoragePlan NoCircuit { get; } = StoragePlan.Default with { Failures = int.MaxValue };

    /// <summary>Gets the plan that decides when the circuits of storage open.</summary>
    public StoragePlan Circuits { get; init; } = NoCircuit;

    /// <summary>Gets the clock. Instances over one store share one, unless a test is about clocks that differ.</summary>
    public TestClock Clock { get; init; } = new();

    public Faults Faults { get; } = new();

    public CountingPasswords Passwords { get; init; } = new();

    public HttpClient Http { get; } = new();

    public RpcClient Rpc => new(Http);

    public RestClient Rest => new(Http);

    public Mailbox Mail => new(_mailDirectory);

    public string MailDirectory => _mailDirectory;

    /// <summary>
    /// Gets how many passwords may be hashed at once; null for the product's own limit. The default exceeds that limit: on a busy machine the
    /// concurrent callers of a test would be refused after five seconds.
    /// </summary>
    public int? HashesAtOnce { get; init; } = 32;

    public string Prefix { get; init; } = NewPrefix();

    public StorageTransactions Transactions => Get<StorageTransactions>();

    /// <summary>
    /// Gets the number of transactions without those of the call log and of the fold of the index, which belong to thousands of calls and run by a
    /// timer. See <c>CallLog/FlushTests</c>.
    /// </summary>
    public long OwnTransactions => Transactions.Count - Transactions.CountOfCallLog - Transactions.CountOfIndex;

    /// <summary>Returns the storage transactions of a call with its follow-ups, without those of earlier calls.</summary>
    public async Task<long> CostOf(Func<Task> call)
    {
        await FinishFollowUps();
        var before = OwnTransactions;
        await call();
        await FinishFollowUps();
        return OwnTransactions - before;
    }

    /// <summary>Waits for the work that calls left to be done after their responses.</summary>
    public Task FinishFollowUps() => Get<FollowUps>().Finish();

    /// <summary>Copies the events to the audit log. The emails about them follow.</summary>
    public Task CopyEvents() => Get<CopyEvents>().Run(TestContext.Current.CancellationToken);

    public T Get<T>()
        where T : notnull => _host!.Services.GetRequiredService<T>();

    /// <summary>Returns a class of functions, created as the host creates it.</summary>
    public T Job<T>()
        where T : class => ActivatorUtilities.CreateInstance<T>(_host!.Services);

    public static string NewPrefix() => "t" + Guid.NewGuid().ToString("N")[..12];

    /// <summary>Gets timeouts of storage that tolerate a busy machine, as settings.</summary>
    public static string[] PatientTimeouts { get; } = ["--Storage:CallSeconds=60", "--Storage:RequestSeconds=30"];

    /// <summary>Gets the product's own timeouts of storage as settings, for tests of outages. They follow those of <see cref="Storage"/>.</summary>
    public static string[] ProductTimeouts { get; } = ["--Storage:CallSeconds=5", "--Storage:RequestSeconds=2.5"];

    /// <summary>Returns settings that give an app its own tables and queues, and <see cref="PatientTimeouts"/>.</summary>
    public static string[] Storage(AzuriteFixture azurite, string prefix) =>
    [
        $"--AzureWebJobsStorage={azurite.ConnectionString}",
        $"--Storage:Prefix={prefix}",
        .. PatientTimeouts,
    ];

    public virtual async ValueTask InitializeAsync()
    {
        string[] arguments =
        [
            "--port", "0", "--quiet",
            .. Storage(azurite, Prefix),
            $"--Email:PickupDirectory={_mailDirectory}",
            $"--Root:Password={RootPassword}",
            .. TimersOff,
            .. ReadsQueues ? [] : QueuesOff,
            .. Settings.Select(setting => $"--{setting.Key}={setting.Value}"),
        ];
        var builder = App.CreateBuilder(arguments);
        builder.Use(next => context => RunFunction(next, context));
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton<HttpPipelinePolicy>(Faults);
        builder.Services.AddSingleton<HttpPipelinePolicy>(new PageLimit());
        builder.Services.AddSingleton(new StorageClock(Clock, follows: false)); // storage does not follow this clock
        builder.Services.AddSingleton<IPasswordAlgorithm>(Passwords);
        builder.Services.AddSingleton(Circuits);
        if (HashesAtOnce is { } atOnce)
        {
            builder.Services.AddSingleton(services => new PasswordHashing(services.GetRequiredService<IPasswordAlgorithm>(), Clock, atOnce));
        }

        if (!SharesSockets)
        {
            builder.Services.RemoveAll<ISocketBackplane>();
        }

        Configure(builder.Services);
        var host = builder.Build();
        try
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            host.Dispose(); // a host that did not start cannot be stopped
            throw;
        }

        _host = host;
        Faults.Settle = FinishFollowUps;
        Http.BaseAddress = new Uri(_host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public virtual async ValueTask DisposeAsync()
    {
        Faults.End();
        Http.Dispose();
        if (_host is not null)
        {
            await _host.StopAsync();
            _host.Dispose();
        }

        Directory.Delete(_mailDirectory, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Returns a user as stored.</summary>
    public async Task<User?> FindUser(string login) => await Get<Names>().FindUser(login, TestContext.Current.CancellationToken);

    /// <summary>Excludes functions that a queue or a timer starts, which belong to no call, from the counts and from the faults.</summary>
    private static async Task RunFunction(FunctionExecutionDelegate next, FunctionContext context)
    {
        var isCall = context.FunctionDefinition.InputBindings.Values.Any(binding => binding.Type == "httpTrigger");
        using var counts = isCall ? null : StorageTransactions.OfCallLog();
        using var faults = isCall ? null : Faults.OfTrigger();
        await next(context);
    }

    /// <summary>Returns the settings that turn off all functions with a trigger.</summary>
    private static string[] Off<TTrigger>()
        where TTrigger : Attribute =>
    [
        .. from type in typeof(App).Assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
           where method.GetParameters().Any(parameter => parameter.IsDefined(typeof(TTrigger), inherit: false))
           select $"--AzureWebJobs.{method.GetCustomAttribute<FunctionAttribute>()!.Name}.Disabled=true",
    ];
}
