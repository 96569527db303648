using Azure;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Reads and writes the markers of instances that have events to copy, in table Counters.</summary>
public sealed class AuditMarkerRows(Tables tables)
{
    /// <summary>Writes the row of an instance.</summary>
    public Task Write(AuditMarkerRow row, CancellationToken cancellation) => tables.Counters.UpsertEntityAsync(row.ToEntity(), TableUpdateMode.Replace, cancellation);

    /// <summary>Deletes the row of an instance that has copied everything.</summary>
    public Task Delete(string instance, CancellationToken cancellation) => tables.Counters.DeleteEntityAsync(AuditMarkerRow.Partition, instance, ETag.All, cancellation);

    /// <summary>Deletes a row, unless its instance has written it again.</summary>
    public Task TryDelete(AuditMarkerRow row, CancellationToken cancellation) => tables.Counters.TryDelete(row.ToEntity(), cancellation);

    /// <summary>Returns the rows of all instances. Makes one request for each thousand rows.</summary>
    public IAsyncEnumerable<AuditMarkerRow> All(CancellationToken cancellation) => tables.Counters
        .QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {AuditMarkerRow.Partition}"), cancellationToken: cancellation)
        .Select(AuditMarkerRow.From);

    /// <summary>Begins a sweep, or returns the one that began in an earlier run and is not complete.</summary>
    /// <param name="since">The time since which events can be missing.</param>
    /// <param name="rows">The rows of the instances whose events can be missing.</param>
    /// <param name="cancellation">Cancels the attempt between two requests.</param>
    internal async Task<AuditSweepRow> BeginSweep(DateTimeOffset since, IEnumerable<AuditMarkerRow> rows, CancellationToken cancellation)
    {
        if (await tables.Counters.Find(AuditSweepRow.Partition, AuditSweepRow.RowKey, cancellation) is { } entity)
        {
            return AuditSweepRow.From(entity);
        }

        var begun = new AuditSweepRow(since, [.. rows.Select(row => row.Instance).Take(AuditSweepRow.MostInstances)]);
        await tables.Counters.UpsertEntityAsync(begun.ToEntity(), TableUpdateMode.Replace, cancellation);
        return begun;
    }

    /// <summary>Ends a sweep that is complete.</summary>
    internal Task EndSweep(CancellationToken cancellation) => tables.Counters.DeleteEntityAsync(AuditSweepRow.Partition, AuditSweepRow.RowKey, ETag.All, cancellation);
}
