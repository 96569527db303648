using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Serverless.Telemetry;

namespace Serverless.Startup;

/// <summary>
/// Sends what the instruments measure to an OpenTelemetry collector, by OTLP, as the environment variables of the OpenTelemetry
/// specification say (OTEL_EXPORTER_OTLP_ENDPOINT, _PROTOCOL, _HEADERS, OTEL_SERVICE_NAME, …). Apart from the rest, so that its assemblies
/// are loaded only where it is wanted.
/// </summary>
internal static class OtlpExport
{
    /// <summary>The setting that asks for it.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // The activity that ASP.NET Core makes of every request as soon as anything logs. Ours is below it and follows its sampling decision: sent
    // by nobody, it would be unsampled, and ours with it.
    private const string Requests = "Microsoft.AspNetCore";

    public static void Add(IServiceCollection services, IConfiguration configuration) => services.AddOpenTelemetry()
        .ConfigureResource(resource => resource.AddService(configuration["OTEL_SERVICE_NAME"] ?? Instruments.Name, serviceVersion: ProductVersion.Full))
        .WithTracing(tracing => tracing.AddSource(Instruments.Name, Requests).AddOtlpExporter())
        .WithMetrics(metrics => metrics.AddMeter(Instruments.Name).AddOtlpExporter());
}
