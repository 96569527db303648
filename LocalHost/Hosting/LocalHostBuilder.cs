using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serverless.LocalHost.Sockets;

namespace Serverless.LocalHost;

/// <summary>Assembles the host from an empty one, so that it starts nothing that a function app does not use.</summary>
internal sealed class LocalHostBuilder
{
    // The real host's limit; ASP.NET Core's own is 30 MB.
    private const long LargestBody = 104_857_600;

    private readonly CommandLine _line;
    private readonly Assembly _caller;
    private readonly StartupReport _report;
    private bool _built;

    /// <exception cref="LocalHostException">The command line requests help or is wrong, or a settings file is wrong.</exception>
    public LocalHostBuilder(string[] args, Assembly caller)
    {
        CleanExit.Arm();
        _caller = caller;
        _line = CommandLine.Parse(args);
        if (_line.Help)
        {
            throw new LocalHostException(HelpText(caller)) { ExitCode = 0 };
        }

        if (_line.Version)
        {
            throw new LocalHostException(VersionText(caller)) { ExitCode = 0 };
        }

        Root = ProjectRoot.Find();
        Web = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = caller.GetName().Name,
            ContentRootPath = Root,
            EnvironmentName = EnvironmentName(),
        });
        Settings.AddTo(Web.Configuration, Root, _line);
        ConsoleLog.Check(Web.Configuration);
        // Lines of JSON are for programs: the listing would disturb them, and a log entry reports that the host is ready.
        _report = new StartupReport(_line.Quiet || ConsoleLog.IsJson(Web.Configuration) ? null : Console.Out, _line.Verbose);
        if (Port() is > 0 and var port)
        {
            Web.Configuration.AddInMemoryCollection([new("LocalHost:Url", new UriBuilder(Uri.UriSchemeHttp, _line.Address.ToString(), port).Uri.AbsoluteUri)]);
        }

        // For every logger, so that no request URL is logged: URLs can contain credentials.
        Web.Logging.SetMinimumLevel(LogLevel.Information);
        Web.Logging.AddFilter("Microsoft", LogLevel.Warning);
        Web.Logging.AddFilter("System", LogLevel.Warning);
        if (!_line.Quiet)
        {
            ConsoleLog.Add(Web.Logging, Web.Configuration);
        }

        Web.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Shutdown.Total);
        // The official worker reads queue messages with these options; an app changes them in the same way.
        Web.Services.Configure<JsonSerializerOptions>(options => options.PropertyNameCaseInsensitive = true);
    }

    public WebApplicationBuilder Web { get; }

    public string Root { get; }

    public bool HasHttp { get; set; }

    public string? StartPage { get => _report.StartPage; set => _report.StartPage = value; }

    public List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> Middlewares { get; } = [];

    /// <exception cref="LocalHostException">Azurite does not start.</exception>
    public async Task<Azurite?> OpenAzurite(Action<string> note) => Settings.AzuritePort(Web.Configuration) is { } port ? await SharedAzurite.Open(Root, port, note) : null;

    /// <exception cref="LocalHostException">A function or a setting is wrong.</exception>
    public LocalHostApplication Build()
    {
        if (_built)
        {
            throw new InvalidOperationException("The application has already been built.");
        }

        _built = true;
        _report.Ended("build host");
        var (configuration, services) = (Web.Configuration, Web.Services);
        var catalog = FunctionCatalog.Of(FunctionsAssembly(), configuration["LocalHost:FunctionsWithin"]).Enabled(configuration);
        var routes = HttpRoute.Of(catalog, configuration);
        var timers = TimerPlan.Of(catalog, configuration);
        var queues = QueuePlan.Of(catalog, configuration);
        _report.Ended($"discover {catalog.All.Count} functions");
        if (routes.Count > 0 && !HasHttp)
        {
            throw new LocalHostException("The app has HTTP functions: call builder.ConfigureFunctionsWebApplication() in Program.cs.");
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Shutdown>();
        services.AddSingleton(Pipeline());
        services.AddSingleton<FunctionRunner>();
        AddHttp(services, routes);
        SocketSetup.Add(services);
        // After the app's own hosted services and before the server, which comes last. So the app has started before the first call,
        // and stops only when nothing runs any more.
        if (timers.Count > 0)
        {
            services.TryAddSingleton<ITimerLease, NoTimerLease>();
            services.AddSingleton(timers).AddSingleton(new TimerMonitor(configuration, Root)).AddHostedService<TimerService>();
        }

        if (queues.Count > 0)
        {
            services.AddSingleton(queues).AddSingleton(QueueSettings.From(configuration)).AddHostedService<QueueService>();
        }

        var web = Web.Build();
        MapRoutes(web, routes);
        _report.Ended("build services");
        return new LocalHostApplication(web, Root, _report, (_line.Address, Port()), address => _report.Functions(address, routes, timers, queues));
    }

    private static string HelpText(Assembly caller)
    {
        // An app adds to the help by [assembly: AssemblyMetadata("LocalHost.Help", "…")], which compiles with either host.
        var more = caller.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == "LocalHost.Help")?.Value;
        return more is null ? CommandLine.Usage : $"{CommandLine.Usage}\n\n{more}";
    }

    private static string VersionText(Assembly caller)
    {
        var parts = caller.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+', 2);
        var product = caller.GetCustomAttribute<AssemblyProductAttribute>()?.Product ?? caller.GetName().Name;
        return $"{product} {parts[0]} (commit {(parts.Length > 1 ? parts[1] : "unknown")})";
    }

    // Core Tools and this host default to Development; Azure sets Production itself.
    private static string EnvironmentName() =>
        Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT")
        ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
        ?? Environments.Development;

    private int Port() => _line.Port ?? Web.Configuration["Host:LocalHttpPort"] switch
    {
        null => 7071,
        var text when ushort.TryParse(text, CultureInfo.InvariantCulture, out var port) => port,
        var text => throw new LocalHostException($"Host.LocalHttpPort of local.settings.json is \"{text}\"; it must be a number from 0 to 65535."),
    };

    /// <summary>
    /// Returns the assembly that called CreateBuilder. The optimiser may remove a caller that only passes the call on, so tests
    /// can set the assembly by the setting <c>LocalHost:FunctionsAssembly</c>.
    /// </summary>
    private Assembly FunctionsAssembly() =>
        Web.Configuration["LocalHost:FunctionsAssembly"] is { Length: > 0 } name ? Assembly.Load(name) : _caller;

    private void AddHttp(IServiceCollection services, IReadOnlyList<HttpRoute> routes)
    {
        Web.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Listen(_line.Address, Port());
        });
        services.AddRouting();
        if (routes.Any(r => FunctionResult.ValueType(r.Function.Method).IsAssignableTo(typeof(IActionResult))))
        {
            // For the executors of results with a body; nothing else of MVC runs.
            services.AddMvcCore();
        }

        var kestrel = services.Last(s => s.ServiceType == typeof(IServer));
        services.Remove(kestrel);
        services.AddSingleton<IServer>(provider => new DrainingServer(
            (IServer)ActivatorUtilities.CreateInstance(provider, kestrel.ImplementationType!), provider.GetRequiredService<Shutdown>()));
    }

    private FunctionExecutionDelegate Pipeline()
    {
        FunctionExecutionDelegate pipeline = static async context =>
        {
            var invocation = (Invocation)context;
            invocation.Result = await ((LocalFunction)invocation.FunctionDefinition).Call.Run(invocation);
        };
        return Enumerable.Reverse(Middlewares).Aggregate(pipeline, (next, middleware) => middleware(next));
    }

    private void MapRoutes(WebApplication web, IReadOnlyList<HttpRoute> routes)
    {
        var pipeline = web.Services.GetRequiredService<FunctionExecutionDelegate>();
        var logger = web.Services.GetRequiredService<ILogger<HttpFunction>>();
        if (_line.Verbose)
        {
            FirstCall.Measure(web, _report);
        }

        SocketSetup.Map(web, routes, pipeline, logger);
        web.UseRouting();
        foreach (var (order, route) in routes.Index())
        {
            var function = new HttpFunction(route.Function, pipeline, logger);
            (route.Verbs.Count == 0 ? web.Map(route.Path, function.Answer) : web.MapMethods(route.Path, route.Verbs, function.Answer))
                .WithOrder(order)
                .WithMetadata(function);
        }

        // Routing has its own endpoint with 405 for a wrong verb; the real host responds with 404.
        web.Run(static http =>
        {
            if (http.GetEndpoint()?.Metadata.GetMetadata<HttpFunction>() is { } function)
            {
                return function.Answer(http);
            }

            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }
}
