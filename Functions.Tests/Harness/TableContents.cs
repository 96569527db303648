using Azure.Data.Tables;
using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Tests.Harness;

/// <summary>
/// Holds the contents of an app's tables, to be compared before and after. What every call may write is left out: the call log, and the last use of a
/// credential, which the flush of the call log writes. The copies of events in table Audit are left out, too: they are made every few minutes, and they contain
/// failed sign-ins. The events of a change are a row beside the user, which is compared.
/// </summary>
public sealed class TableContents
{
    private readonly Dictionary<string, (string Version, DateTimeOffset? Used)> _rows = [];

    private TableContents()
    {
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Reads all rows. The ETag of a row changes with every write, so it represents the row's values.</summary>
    public static async Task<TableContents> Of(TestApp app)
    {
        var contents = new TableContents();
        foreach (var table in app.Get<Tables>().All.Where(table => !table.Name.Contains(nameof(Tables.CallLog), StringComparison.Ordinal) && !table.Name.EndsWith(nameof(Tables.Audit), StringComparison.Ordinal)))
        {
            // Without the marker of the events that are not copied yet.
            await foreach (var row in table.QueryAsync<TableEntity>(row => row.PartitionKey != AuditMarkerRow.Partition, cancellationToken: Stop))
            {
                Assert.NotEqual(default, row.ETag);
                contents._rows[$"{table.Name} {row.PartitionKey} {row.RowKey}"] = (row.ETag.ToString(), row.GetDateTimeOffset(nameof(SessionRow.Used)));
            }
        }

        return contents;
    }

    /// <summary>Gets the rows that were added, removed or written since an earlier reading.</summary>
    public IReadOnlyList<string> ChangedSince(TableContents earlier) =>
        [.. _rows.Keys.Union(earlier._rows.Keys).Where(key => IsChanged(_rows.GetValueOrDefault(key), earlier._rows.GetValueOrDefault(key))).Order(StringComparer.Ordinal)];

    private static bool IsChanged((string? Version, DateTimeOffset? Used) now, (string? Version, DateTimeOffset? Used) before) =>
        now.Version != before.Version && (now.Version is null || before.Version is null || now.Used == before.Used);
}
