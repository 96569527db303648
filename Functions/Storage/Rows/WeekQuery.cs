using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Queries the call log, which has a table for each week.</summary>
internal static class WeekQuery
{
    /// <summary>Returns the rows in a range of time buckets, in the order of their keys. Makes one request for each week, and one for each further thousand rows.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="first">The first time bucket.</param>
    /// <param name="end">The first time bucket after the range.</param>
    /// <param name="filter">A further condition; null for all rows.</param>
    /// <param name="columns">The columns to read; null for all.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async IAsyncEnumerable<TableEntity> OfCallLog(
        this Tables tables, long first, long end, string? filter, string[]? columns, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var all = end == first + Minutes.Bucket
            ? TableClient.CreateQueryFilter($"PartitionKey eq {Minutes.BucketKey(first)}")
            : TableClient.CreateQueryFilter($"PartitionKey ge {Minutes.BucketKey(first)} and PartitionKey lt {Minutes.BucketKey(end)}");
        for (var week = Minutes.Floor(first, Minutes.Week); week < end; week += Minutes.Week)
        {
            await using var rows = tables.CallLog(week)
                .QueryAsync<TableEntity>(filter is null ? all : $"{all} and {filter}", select: columns, cancellationToken: cancellation)
                .GetAsyncEnumerator(cancellation);
            while (await Next(rows))
            {
                yield return rows.Current;
            }
        }
    }

    private static async Task<bool> Next(IAsyncEnumerator<TableEntity> rows)
    {
        try
        {
            return await rows.MoveNextAsync();
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == "TableNotFound")
        {
            return false; // a week without calls has no table
        }
    }
}
