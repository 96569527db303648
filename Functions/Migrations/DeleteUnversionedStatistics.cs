using Azure;
using Azure.Data.Tables;
using Serverless.Domain.CallLog;
using Serverless.Storage;
using Serverless.Storage.Forms;

namespace Serverless.Migrations;

/// <summary>Form 2: deletes the statistics of the call log that revision c2ef8d8 wrote. This version has its own and builds them from the log.</summary>
public sealed class DeleteUnversionedStatistics(Tables tables) : IMigrationStep
{
    /// <inheritdoc />
    public int To => 2;

    /// <inheritdoc />
    public string Name => "delete-unversioned-statistics";

    /// <inheritdoc />
    public bool AllowsServing => true;

    /// <inheritdoc />
    public async Task<long> Count(CancellationToken cancellation) => await Rows(cancellation).CountAsync(cancellation);

    /// <inheritdoc />
    public async Task Run(MigrationProgress progress, CancellationToken cancellation)
    {
        await foreach (var row in Rows(cancellation))
        {
            await tables.CallLogStats.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellation);
            await progress.Report(1, cancellation);
        }
    }

    private AsyncPageable<TableEntity> Rows(CancellationToken cancellation) => tables.CallLogStats.QueryAsync<TableEntity>(
        TableClient.CreateQueryFilter($"PartitionKey eq {CallSeries.UnversionedPartition}"), select: ["PartitionKey", "RowKey"], cancellationToken: cancellation);
}
