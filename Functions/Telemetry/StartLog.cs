using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serverless.Settings;

namespace Serverless.Telemetry;

/// <summary>Logs at start what runs, and which settings nothing reads.</summary>
public sealed partial class StartLog(UnknownSettings unknown, ILogger<StartLog> logger) : IHostedService
{
    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        LogVersion(logger, ProductVersion.Number, ProductVersion.Commit ?? "unknown");
        foreach (var setting in unknown.Find())
        {
            LogUnknownSetting(logger, UnknownSettings.Describe(setting));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(401, LogLevel.Information, "Serverless {Version} starts (commit {Commit}).")]
    private static partial void LogVersion(ILogger logger, string version, string commit);

    [LoggerMessage(402, LogLevel.Warning, "{Problem}")]
    private static partial void LogUnknownSetting(ILogger logger, string problem);
}
