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

    /// <summary>Configures the server that receives requests from the host.</summary>
    public static void Configure(FunctionsApplicationBuilder worker)
    {
        worker.UseMiddleware<OriginalHeaders>();
        worker.Services.AddSingleton<IValidateOptions<StorageOptions>>(new CheckConnection(worker.Configuration, isRequired: true));
        worker.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
        });
    }

    /// <summary>Runs the app until it is stopped.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> Run(IHost host)
    {
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
