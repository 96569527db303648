using Azure.Data.Tables;
using Serverless.Accounts.Index;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Accounts.Index;

/// <summary>Fills the index with many users at once, by the index's own code; the users themselves do not exist.</summary>
internal static class IndexLoader
{
    public static async Task Load(TestApp app, IReadOnlyList<UserListing> users, bool searchable, CancellationToken cancellation)
    {
        var table = app.Get<Tables>().Index;
        var trees = new IndexTrees(table, IndexSize.Default);
        await trees.LoadRoots(cancellation);
        foreach (var user in users)
        {
            await trees.Add(user, cancellation);
        }

        foreach (var nodes in trees.ToTransaction().Chunk(50))
        {
            await table.SubmitTransactionAsync(nodes, cancellation);
        }

        var rows = searchable ? users.SelectMany(SearchRows.ToParts).SelectMany(part => part) : [];
        foreach (var chunk in rows.GroupBy(row => row.PartitionKey).SelectMany(shard => shard.Chunk(100)))
        {
            await table.SubmitTransactionAsync(chunk.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row)), cancellation);
        }
    }

    /// <summary>Users with short names, every tenth disabled, twenty with the three letters xyz.</summary>
    public static List<UserListing> Users(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => new UserListing(
            1_000 + i, (i % (count / 20) == 0 ? "xyz" : "u") + (i * 7919L % count), null, false, null, i % 10 != 0, DateTimeOffset.UnixEpoch.AddMinutes(i), "")),
    ];
}
