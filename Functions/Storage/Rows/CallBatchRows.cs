using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Reads and writes the batches of calls in the tables of the call log.</summary>
public sealed class CallBatchRows(Tables tables)
{
    private static readonly string[] HeaderColumns =
        [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey), CallBatchRow.CountsColumn, CallBatchRow.UnversionedCountsColumn];

    /// <summary>Adds a batch, and replaces the sum that contains it, in one transaction. Creates the table of the week if there is none.</summary>
    /// <returns>False if an earlier attempt had added the batch. Its sum may be another row then.</returns>
    public async Task<bool> TryAdd(CallBatchRow batch, CallSumRow sum, CancellationToken cancellation)
    {
        var week = tables.CallLog(batch.Bucket);
        while (true)
        {
            try
            {
                TableTransactionAction[] actions = [new(TableTransactionActionType.Add, batch.ToEntity()), new(TableTransactionActionType.UpsertReplace, sum.ToEntity())];
                await week.SubmitTransactionAsync(actions, cancellation);
                return true;
            }
            catch (RequestFailedException failure) when (failure.ErrorCode == "TableNotFound")
            {
                await week.CreateIfNotExistsAsync(cancellation);
            }
            catch (RequestFailedException failure) when (failure.ErrorCode == "EntityAlreadyExists")
            {
                return false;
            }
        }
    }

    /// <summary>Returns whether a batch is in a time bucket.</summary>
    public async Task<bool> Exists(long bucket, string key, CancellationToken cancellation)
    {
        try
        {
            return await tables.CallLog(bucket).Find(Minutes.BucketKey(bucket), key, cancellation) is not null;
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == "TableNotFound")
        {
            return false;
        }
    }

    /// <summary>Returns a batch with its calls.</summary>
    public async Task<CallBatchRow> Read(long bucket, string key, CancellationToken cancellation) =>
        CallBatchRow.From(await tables.CallLog(bucket).GetEntityAsync<TableEntity>(Minutes.BucketKey(bucket), key, cancellationToken: cancellation));

    /// <summary>Returns the batches in a range of time buckets, in the order of their keys.</summary>
    /// <param name="first">The first time bucket.</param>
    /// <param name="end">The first time bucket after the range.</param>
    /// <param name="method">Only batches that have calls of this method; null for all.</param>
    /// <param name="withCalls">Whether to read the calls and not only keys and counts.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public IAsyncEnumerable<CallBatchRow> Range(long first, long end, string? method, bool withCalls, CancellationToken cancellation)
    {
        var filter = method is null
            ? TableClient.CreateQueryFilter($"(RowKey lt {CallSumRow.KeyPrefix} or RowKey ge {CallSumRow.KeyEnd})")
            : $"{CallBatchRow.MethodColumn(method)} eq true"; // sums have no such column
        return tables.OfCallLog(first, end, filter, withCalls ? null : HeaderColumns, cancellation).Select(CallBatchRow.From);
    }

    /// <summary>Returns the number of rows of the call log. Reads only their keys.</summary>
    public async Task<long> Count(CancellationToken cancellation)
    {
        var count = 0L;
        await foreach (var (_, week) in tables.CallLogs(cancellation))
        {
            count += await week.QueryAsync<TableEntity>(select: [nameof(TableEntity.PartitionKey)], cancellationToken: cancellation).CountAsync(cancellation);
        }

        return count;
    }

    /// <summary>Returns all batches with their calls, in parts.</summary>
    /// <param name="size">The most rows of a part.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async IAsyncEnumerable<IReadOnlyList<CallBatchRow>> All(int size, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var (_, week) in tables.CallLogs(cancellation))
        {
            await foreach (var part in week.QueryAsync<TableEntity>(maxPerPage: size, cancellationToken: cancellation).AsPages().WithCancellation(cancellation))
            {
                yield return [.. part.Values.Where(entity => !CallSumRow.IsKey(entity.RowKey)).Select(CallBatchRow.From)];
            }
        }
    }

    /// <summary>Replaces a batch. Returns false if another process changed it after it was read.</summary>
    public Task<bool> TryUpdate(CallBatchRow batch, CancellationToken cancellation) => tables.CallLog(batch.Bucket).TryUpdate(batch.ToEntity(), cancellation);
}
