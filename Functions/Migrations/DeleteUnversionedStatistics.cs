using Serverless.Domain.CallLog;
using Serverless.Storage.Forms;

namespace Serverless.Migrations;

/// <summary>Form 2: deletes the statistics of the call log that revision c2ef8d8 wrote. This version has its own and builds them from the log.</summary>
public sealed class DeleteUnversionedStatistics(FormerRows rows) : IMigrationStep
{
    /// <inheritdoc />
    public int To => 2;

    /// <inheritdoc />
    public string Name => "delete-unversioned-statistics";

    /// <inheritdoc />
    public bool AllowsServing => true;

    /// <inheritdoc />
    public async Task<long> Count(CancellationToken cancellation) => await rows.Statistics(CallSeries.UnversionedPartition, cancellation).CountAsync(cancellation);

    /// <inheritdoc />
    public async Task Run(MigrationProgress progress, CancellationToken cancellation)
    {
        await foreach (var row in rows.Statistics(CallSeries.UnversionedPartition, cancellation))
        {
            await rows.DeleteStatistics(CallSeries.UnversionedPartition, row, cancellation);
            await progress.Report(1, cancellation);
        }
    }
}
