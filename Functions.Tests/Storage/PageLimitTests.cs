using Azure;
using Azure.Data.Tables;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Storage;

/// <summary>Tests that the storage of tests refuses the pages that Azure refuses.</summary>
public sealed class PageLimitTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task A_page_of_more_than_1000_rows_is_refused()
    {
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => Read(PageLimit.Maximum + 1));
        Assert.Equal(400, refused.Status);
        Assert.NotEmpty(await Read(PageLimit.Maximum));
    }

    private async Task<List<TableEntity>> Read(int rows) =>
        await app.Get<Tables>().Settings.QueryAsync<TableEntity>(maxPerPage: rows, cancellationToken: TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
}
