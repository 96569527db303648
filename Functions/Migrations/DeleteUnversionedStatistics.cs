using Serverless.Storage.Forms;
using Serverless.Storage.Rows;

namespace Serverless.Migrations;

/// <summary>Form 2: deletes the statistics of the call log that revision c2ef8d8 wrote. This version has its own and builds them from the log.</summary>
public sealed class DeleteUnversionedStatistics(CallSeriesRows rows) : IMigrationStep
{
    /// <inheritdoc />
    public int To => 2;

    /// <inheritdoc />
    public string Name => "delete-unversioned-statistics";

    /// <inheritdoc />
    public bool AllowsServing => true;

    /// <inheritdoc />
    public Task<long> Count(CancellationToken cancellation) => rows.CountUnversioned(cancellation);

    /// <inheritdoc />
    public Task Run(MigrationProgress progress, CancellationToken cancellation) => rows.DeleteUnversioned(() => progress.Report(1, cancellation), cancellation);
}
