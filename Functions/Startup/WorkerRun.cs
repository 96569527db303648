using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Serverless.Api.Shared.Http;
using Serverless.Storage;

namespace Serverless.Startup;

/// <summary>The parts of the start that only a worker of the Functions host needs.</summary>
internal static class WorkerRun
{
    // The Functions host's own limit. The server's default of 30,000,000 bytes is below the largest upload that can be set.
    private const long LargestBody = 104_857_600;

    /// <summary>The name of the internal service that opens the key store of Data Protection.</summary>
    internal const string DataProtectionStart = "DataProtectionHostedService";

    /// <summary>
    /// Lets the host not watch the folder for changes of appsettings.json: the settings of a worker are environment variables. Call it before the
    /// builder is created. The host reads this setting only from the environment.
    /// </summary>
    public static void WatchNoFiles() => Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");

    /// <summary>Configures the server that receives requests from the host.</summary>
    public static void Configure(FunctionsApplicationBuilder worker)
    {
        worker.UseMiddleware<OriginalHeaders>();
        worker.Services.AddSingleton<IValidateOptions<StorageOptions>>(new RequireConnection(worker.Configuration));
        worker.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
        });
    }

    /// <summary>
    /// Makes the worker connect to the host sooner. Call it after all registrations. See <see cref="EarlyValidation"/>. Data Protection, which the package
    /// registers with MVC, does not open its key store: nothing uses it (<see cref="Secrets"/> has its own).
    /// </summary>
    public static void ConnectSooner(IServiceCollection services)
    {
        EarlyValidation.Add(services);
        foreach (var keyStore in services.Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Name == DataProtectionStart).ToList())
        {
            services.Remove(keyStore);
        }
    }

    /// <summary>Runs the app until it is stopped.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> Run(IHost host)
    {
        _ = host.Services.GetService<IStartupValidator>(); // in a worker, this begins to validate the settings
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        var stopping = lifetime.ApplicationStopping;
        try
        {
            await host.RunAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The app was stopped while it started.
        }

        return 0;
    }
}
