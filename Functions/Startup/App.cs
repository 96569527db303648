using System.Diagnostics.CodeAnalysis;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serverless.Api.Console;
using Serverless.Api.Shared.Http;
using Serverless.Api.Sockets;
using Serverless.Domain.CallLog;
using Serverless.Domain.Email;
using Serverless.Domain.Notifications;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.Jobs;
using Serverless.LocalHost;
using Serverless.Storage;

namespace Serverless.Startup;

/// <summary>The function app. One assembly runs in two ways: by itself on the local host, and as a worker of the Azure Functions host.</summary>
public static class App
{
    // The settings that triggers name. The local host resolves these names from the configuration, so they need a default here. The Functions
    // host resolves them from its own environment: local.settings.json or the app's settings.
    internal static readonly IReadOnlyDictionary<string, string?> Defaults = new Dictionary<string, string?>
    {
        ["CallLog:HistorySchedule"] = new CallLogOptions().HistorySchedule,
        ["CallLog:LatestSchedule"] = new CallLogOptions().LatestSchedule,
        ["Email:Queue"] = new EmailOptions().Queue,
        ["Erase:Queue"] = new EraseOptions().Queue,
        ["Index:Queue"] = new IndexOptions().Queue,
        ["Notifications:Queue"] = new NotificationOptions().Queue,
    };

    /// <summary>Gets whether this build can be a worker. A native executable cannot, so the trimmer removes the code that only a worker uses.</summary>
    [FeatureSwitchDefinition("Serverless.Worker")]
    private static bool HasWorker => !AppContext.TryGetSwitch("Serverless.Worker", out var isOn) || isOn;

    /// <summary>Creates the host that runs the app: a worker if the Functions host started this process, otherwise the local host.</summary>
    /// <param name="args">The command line. Only the Functions host passes <c>--functions-uri</c>.</param>
    /// <exception cref="LocalHostException">The command line requests help, or is wrong.</exception>
    public static IHost Build(string[] args)
    {
        if (IsWorker(args))
        {
            WorkerRun.WatchNoFiles();
            var worker = FunctionsApplication.CreateBuilder(args);
            worker.ConfigureFunctionsWebApplication();
            WorkerRun.Configure(worker);
            Configure(worker);
            WorkerRun.ConnectSooner(worker.Services);
            return worker.Build();
        }

        return CreateBuilder(args).Build();
    }

    /// <summary>Returns whether the Functions host started this process.</summary>
    /// <param name="args">The command line.</param>
    public static bool IsWorker(string[] args) => HasWorker && args.Contains("--functions-uri");

    /// <summary>Creates a builder for the local host, with everything registered.</summary>
    /// <param name="args">The command line: see <c>--help</c>.</param>
    /// <exception cref="LocalHostException">The command line requests help, or is wrong.</exception>
    public static LocalApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = new LocalApplicationBuilder(args, typeof(App).Assembly);
        builder.Services.AddHostedService<EarlyStart<StorageSetup>>(); // before the services of the app
        Configure(builder);
        QueuePrefix.Apply(builder.Configuration);
        builder.Services.AddSingleton<ITimerLease, TimerLease>();
        builder.Services.AddLocalSockets();
        builder.StartPage = ConsoleFiles.Address;
        return builder;
    }

    private static void Configure<T>(T builder)
        where T : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
    {
        builder.UseMiddleware<ForwardingNotice>();
        builder.UseMiddleware<SecurityHeaders>();
        builder.UseMiddleware<Cors>();
        builder.UseMiddleware<UpgradeRequired>();
        builder.UseMiddleware<HoldJobs>();
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        ((IHostApplicationBuilder)builder).Services.AddServerless(builder.Configuration);
    }
}
