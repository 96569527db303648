using Azure.Data.Tables;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.Operator;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Operator;

public sealed class RebuildIndexTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly QuietApp _app = new(azurite);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Rebuilding_replaces_any_index_by_one_that_matches_the_users()
    {
        var ids = new List<long>();
        for (var i = 0; i < 30; i++)
        {
            var name = Given.Name();
            var user = await _app.Get<CreateUser>().Run(new User { Id = 0, Name = name, Email = Given.Email(name), Created = _app.Clock.GetUtcNow() }, Stop);
            ids.Add(user!.Id);
        }

        await IndexModel.AssertIsFolded(_app);
        // Rows of an older form, missing rows, and foreign rows.
        var index = _app.Get<Tables>().Index;
        await index.AddEntityAsync(new TableEntity("text;0", "ann;100") { ["Listing"] = "{}" }, Stop);
        await index.AddEntityAsync(new TableEntity("order", "root;Id") { ["IsLeaf"] = true }, Stop);
        await index.AddEntityAsync(new TableEntity("trees", "node;1") { ["IsLeaf"] = true }, Stop);
        var rows = await index.QueryAsync<TableEntity>(cancellationToken: Stop).ToListAsync(Stop);
        foreach (var row in rows.Where((_, i) => i % 3 == 0))
        {
            await index.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: Stop);
        }

        await new RebuildIndex(_app.Get<Tables>(), _app.Get<UserIndex>(), _app.Get<EraseUser>()).Run(Stop);
        await IndexModel.AssertIsCurrent(_app);
        await IndexModel.AssertIsFolded(_app);
        Assert.Equal(ids, (await _app.Get<ListUsers>().Page([new("id", IsDescending: false)], 0, 100, Stop)).Users.Select(user => user.Id));
    }

    [Fact]
    public async Task Rebuilding_without_users_does_nothing()
    {
        var (exitCode, output) = await ProductProcess.RunToEnd(
            ["--rebuild-index", .. TestApp.Storage(azurite, _app.Prefix + "empty")]);
        Assert.Equal(0, exitCode);
        Assert.Contains("Rebuilt the index: 0 users", output, StringComparison.Ordinal);
    }
}
