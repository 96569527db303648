using Azure.Data.Tables;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Storage;

public sealed class TableExtensionsTests(TestApp app) : IClassFixture<TestApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_that_another_process_deletes_at_the_same_time_count_as_deleted()
    {
        var table = app.Get<Tables>().Accounts;
        var partition = $"delete;{Guid.NewGuid():N}";
        var rows = Enumerable.Range(0, 3).Select(i => new TableEntity(partition, $"row{i}")).ToList();
        await Task.WhenAll(rows.Select(row => table.AddEntityAsync(row, Stop)));
        await table.DeleteEntityAsync(rows[1].PartitionKey, rows[1].RowKey, cancellationToken: Stop);

        await table.DeleteAll(rows, Stop);
        foreach (var row in rows)
        {
            Assert.Null(await table.Find(row.PartitionKey, row.RowKey, Stop));
        }
    }
}
