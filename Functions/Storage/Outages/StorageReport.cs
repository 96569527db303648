using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Serverless.Storage.Outages;

/// <summary>Logs a summary of storage failures once a minute; logs nothing while there are none.</summary>
public sealed partial class StorageReport(StorageGates gates, TimeProvider time, ILogger<StorageReport> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private ITimer? _timer;
    private bool _isFailing;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = time.CreateTimer(_ => Write(), null, Minute, Minute);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public void Dispose() => _timer?.Dispose();

    /// <summary>Writes the summary since the last one.</summary>
    internal void Write()
    {
        var unanswered = gates.TakeUnanswered();
        var failing = gates.All
            .OrderBy(gate => gate.Endpoint, StringComparer.Ordinal)
            .Select(gate => (gate, Counts: gate.Counts.Take()))
            .Where(one => one.Counts is not null)
            .Select(one => $"{one.gate.Endpoint}: {one.Counts}{(one.gate.IsOpen ? ", circuit open" : "")}")
            .ToList();
        if (failing.Count > 0)
        {
            LogFailing(logger, unanswered, string.Join("; ", failing));
        }
        else if (_isFailing)
        {
            LogAnswering(logger);
        }

        _isFailing = failing.Count > 0;
    }

    [LoggerMessage(313, LogLevel.Warning, "In the last minute storage failed, and {Calls} calls were answered with 503. {Endpoints}")]
    private static partial void LogFailing(ILogger logger, long calls, string endpoints);

    [LoggerMessage(314, LogLevel.Information, "Storage has answered for a minute without a failure.")]
    private static partial void LogAnswering(ILogger logger);
}
