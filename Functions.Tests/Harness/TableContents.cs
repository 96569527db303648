using Azure.Data.Tables;
using Serverless.Storage;

namespace Serverless.Tests.Harness;

/// <summary>Holds the contents of an app's tables, to be compared before and after. The call log, which every call may write, is left out.</summary>
public sealed class TableContents
{
    private readonly Dictionary<string, string> _rows = [];

    private TableContents()
    {
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Reads all rows. The ETag of a row changes with every write, so it represents the row's values.</summary>
    public static async Task<TableContents> Of(TestApp app)
    {
        var contents = new TableContents();
        foreach (var table in app.Get<Tables>().All.Where(table => !table.Name.Contains(nameof(Tables.CallLog), StringComparison.Ordinal)))
        {
            await foreach (var row in table.QueryAsync<TableEntity>(cancellationToken: Stop))
            {
                Assert.NotEqual(default, row.ETag);
                contents._rows[$"{table.Name} {row.PartitionKey} {row.RowKey}"] = row.ETag.ToString();
            }
        }

        return contents;
    }

    /// <summary>Gets the rows that were added, removed or written since an earlier reading.</summary>
    public IReadOnlyList<string> ChangedSince(TableContents earlier) =>
        [.. _rows.Except(earlier._rows).Concat(earlier._rows.Except(_rows)).Select(row => row.Key).Distinct().Order(StringComparer.Ordinal)];
}
