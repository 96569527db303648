using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Serverless.Security;
using Serverless.Storage;

namespace Serverless.Telemetry;

/// <summary>
/// Sends logs, traces and metrics to Application Insights in the name of the identity that opens the storage account, and makes the Functions host
/// send its own there, too (host.json: <c>telemetryMode</c>), so that both show as one operation.
/// </summary>
internal static class AzureMonitorExport
{
    /// <summary>The setting that asks for it, and says where. It is an address; no key in it opens anything once the resource wants Entra.</summary>
    public const string ConnectionString = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        var telemetry = services.AddOpenTelemetry();
        telemetry.UseFunctionsWorkerDefaults();
        telemetry.WithTracing(tracing => tracing.AddSource(Instruments.Name));
        telemetry.WithMetrics(metrics => metrics.AddMeter(Instruments.Name));
        telemetry.UseAzureMonitorExporter(options =>
        {
            options.ConnectionString = configuration[ConnectionString];
            options.Credential = EntraCredential.Of(configuration.GetSection(StorageConnection.Setting));
        });
    }
}
