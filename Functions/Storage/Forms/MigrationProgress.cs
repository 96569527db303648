using Microsoft.Extensions.Logging;

namespace Serverless.Storage.Forms;

/// <summary>Renews the lease of the instance that migrates, and reports its progress.</summary>
/// <remarks>Not thread-safe: a step that works in parallel reports from one place.</remarks>
public sealed partial class MigrationProgress
{
    /// <summary>The time without a report after which another instance takes over.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(15);

    private readonly FormRows _rows;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private DateTimeOffset _renewed;
    private string _step = "";
    private long _count;

    internal MigrationProgress(FormRows rows, FormRow row, TimeProvider time, ILogger logger) =>
        (_rows, Row, _time, _logger, _renewed) = (rows, row, time, logger, time.GetUtcNow());

    /// <summary>Gets the version row as this instance wrote it last.</summary>
    internal FormRow Row { get; private set; }

    /// <summary>Reports rows that are done, and renews the lease when it is due.</summary>
    /// <exception cref="LeadershipLostException">Another instance has taken over.</exception>
    public async Task Report(long rows, CancellationToken cancellation)
    {
        _count += rows;
        var now = _time.GetUtcNow();
        if (now - _renewed >= RenewEvery)
        {
            await Write(Row with { LeaderUntil = now + Lease }, cancellation);
            _renewed = now;
            LogProgress(_logger, _step, _count);
        }
    }

    internal void Begin(string step) => (_step, _count) = (step, 0);

    internal long Count => _count;

    internal async Task Write(FormRow row, CancellationToken cancellation) =>
        Row = await _rows.TryWrite(row, cancellation) ?? throw new LeadershipLostException();

    [LoggerMessage(374, LogLevel.Information, "Migration step {Step}: {Count} rows so far.")]
    private static partial void LogProgress(ILogger logger, string step, long count);
}

/// <summary>Thrown when another instance has taken over the migration.</summary>
public sealed class LeadershipLostException : Exception
{
    /// <summary>Creates the exception.</summary>
    public LeadershipLostException()
        : base("Another instance carries the migration on.")
    {
    }

    /// <inheritdoc />
    public LeadershipLostException(string message)
        : base(message)
    {
    }

    /// <inheritdoc />
    public LeadershipLostException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
