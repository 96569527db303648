using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Serverless.Telemetry;

namespace Serverless.Startup;

/// <summary>
/// Sends the measurements of the instruments to an OpenTelemetry collector, by OTLP, with the environment variables of the OpenTelemetry
/// specification (OTEL_EXPORTER_OTLP_ENDPOINT, _PROTOCOL, _HEADERS, OTEL_SERVICE_NAME, …). A separate class, so that its assemblies
/// are loaded only where the export is enabled.
/// </summary>
internal static class OtlpExport
{
    /// <summary>The setting that enables the export.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // The activity that ASP.NET Core creates for every request as soon as anything logs. The app's activity is its child and follows its sampling
    // decision: without an exporter for the parent both would be unsampled.
    private const string Requests = "Microsoft.AspNetCore";

    public static void Add(IServiceCollection services, IConfiguration configuration) => services.AddOpenTelemetry()
        .ConfigureResource(resource => resource.AddService(configuration["OTEL_SERVICE_NAME"] ?? Instruments.Name, serviceVersion: ProductVersion.Full))
        .WithTracing(tracing => tracing.AddSource(Instruments.Name, Requests).AddOtlpExporter())
        .WithMetrics(metrics => metrics.AddMeter(Instruments.Name).AddOtlpExporter());
}
