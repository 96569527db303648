using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serverless.Domain.Settings;
using Serverless.Telemetry;

namespace Serverless.Startup;

/// <summary>Logs the version, and the settings that the app does not read, at start.</summary>
public sealed partial class StartLog(UnknownSettings unknown, IOptions<SiteOptions> site, ILogger<StartLog> logger) : IHostedService
{
    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        LogVersion(logger, ProductVersion.Number, ProductVersion.Commit ?? "unknown");
        foreach (var setting in unknown.Find())
        {
            LogUnknownSetting(logger, UnknownSettings.Describe(setting));
        }

        if (Uri.TryCreate(site.Value.Url, UriKind.Absolute, out var url) && url.Host is ("0.0.0.0" or "[::]"))
        {
            LogNoSite(logger, site.Value.Url);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(401, LogLevel.Information, "Serverless {Version} starts (commit {Commit}).")]
    private static partial void LogVersion(ILogger logger, string version, string commit);

    [LoggerMessage(403, LogLevel.Warning, "Site__Url is not set, so links in emails begin with {Url}, which no browser can open. Set Site__Url to the address under which people reach the app.")]
    private static partial void LogNoSite(ILogger logger, string url);

    [LoggerMessage(402, LogLevel.Warning, "{Problem}")]
    private static partial void LogUnknownSetting(ILogger logger, string problem);
}
