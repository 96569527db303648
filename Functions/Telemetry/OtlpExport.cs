using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Serverless.Telemetry;

/// <summary>
/// Sends what the instruments measure to an OpenTelemetry collector, by OTLP, as the environment variables of the OpenTelemetry
/// specification say (OTEL_EXPORTER_OTLP_ENDPOINT, _PROTOCOL, _HEADERS, OTEL_SERVICE_NAME, …). Apart from the rest, so that its assemblies
/// are loaded only where it is wanted.
/// </summary>
internal static class OtlpExport
{
    /// <summary>The setting that asks for it.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void Add(IServiceCollection services, IConfiguration configuration) => services.AddOpenTelemetry()
        .ConfigureResource(resource => resource.AddService(configuration["OTEL_SERVICE_NAME"] ?? Instruments.Name))
        .WithTracing(tracing => tracing.AddSource(Instruments.Name).AddOtlpExporter())
        .WithMetrics(metrics => metrics.AddMeter(Instruments.Name).AddOtlpExporter());
}
