using Azure.Data.Tables;

namespace Serverless.Storage;

/// <summary>Creates filters for rows whose row keys are in a range.</summary>
internal static class RowRange
{
    /// <summary>Returns a text that follows all texts with a prefix. The prefix must end with a semicolon.</summary>
    public static string EndOf(string prefix) => prefix[..^1] + '<'; // '<' follows ';'

    /// <summary>Returns the filter for rows of one partition.</summary>
    /// <param name="partition">The partition key.</param>
    /// <param name="first">The text where the range begins.</param>
    /// <param name="end">The text before which the range ends.</param>
    public static string InPartition(string partition, string first, string end) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {first} and RowKey lt {end}");

    /// <summary>Returns the filter for rows of all partitions.</summary>
    /// <param name="first">The text where the range begins.</param>
    /// <param name="end">The text before which the range ends.</param>
    public static string InAllPartitions(string first, string end) => TableClient.CreateQueryFilter($"RowKey ge {first} and RowKey lt {end}");
}
