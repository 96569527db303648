using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Resources;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Telemetry;

namespace Serverless.Startup;

/// <summary>
/// Sends logs, traces and metrics to Application Insights, with <see cref="Authentication"/> by the identity that opens the storage
/// account. The Functions host sends its own there, too (host.json: <c>telemetryMode</c>), so that both appear as one operation.
/// </summary>
internal static class AzureMonitorExport
{
    /// <summary>The setting that enables the export and contains its URL. If the resource requires Entra, the key in it gives no access.</summary>
    public const string ConnectionString = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>The setting that makes the Functions host use an identity; the app follows it.</summary>
    public const string Authentication = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    private const string Wrong =
        $"{ConnectionString} is not a connection string of Application Insights: it must be as in InstrumentationKey=…;IngestionEndpoint=https://….";

    /// <summary>Adds the exporters.</summary>
    /// <exception cref="OptionsValidationException">The connection string is malformed.</exception>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        if (!IsConnectionString(configuration[ConnectionString] ?? ""))
        {
            // The exporter would report it with a stack trace, before the options of the app are checked.
            throw new OptionsValidationException(ConnectionString, typeof(AzureMonitorExporterOptions), [Wrong]);
        }

        var telemetry = services.AddOpenTelemetry();
        telemetry.UseFunctionsWorkerDefaults();
        telemetry.ConfigureResource(resource => resource.AddAttributes([new("service.version", ProductVersion.Full)]));
        telemetry.WithTracing(tracing => tracing.AddSource(Instruments.Name));
        telemetry.WithMetrics(metrics => metrics.AddMeter(Instruments.Name));
        telemetry.UseAzureMonitorExporter(options =>
        {
            options.ConnectionString = configuration[ConnectionString];
            if (configuration[Authentication] is { Length: > 0 })
            {
                options.Credential = EntraCredential.Of(configuration.GetSection(StorageConnection.Setting));
            }
        });
    }

    private static bool IsConnectionString(string text)
    {
        var parts = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(part => part.Split('=', 2, StringSplitOptions.TrimEntries)).ToList();
        return parts.TrueForAll(part => part is [{ Length: > 0 }, { Length: > 0 }])
            && parts.DistinctBy(part => part[0], StringComparer.OrdinalIgnoreCase).Count() == parts.Count
            && parts.Exists(part => part[0].Equals("InstrumentationKey", StringComparison.OrdinalIgnoreCase))
            && parts.TrueForAll(part => !part[0].EndsWith("Endpoint", StringComparison.OrdinalIgnoreCase) || Uri.TryCreate(part[1], UriKind.Absolute, out _));
    }
}
