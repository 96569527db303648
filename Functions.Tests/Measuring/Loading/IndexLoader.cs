using System.Globalization;
using Azure.Data.Tables;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.Storage;
using Serverless.Storage.Index;
using Serverless.Storage.Rows;

namespace Serverless.Measuring.Loading;

/// <summary>Fills the tables with many users at once, with the product's own code for rows.</summary>
internal static class IndexLoader
{
    private const int AtOnce = 32;

    /// <summary>Returns users with short names. Every tenth is disabled, and twenty have the three letters xyz.</summary>
    public static List<UserListing> Users(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => new UserListing(
            1_000 + i, (i % (count / 20) == 0 ? "xyz" : "u") + (i * 7919L % count), null, false, null, i % 10 != 0, DateTimeOffset.UnixEpoch.AddMinutes(i), "", Pseudonym.New())),
    ];

    /// <summary>Writes the rows that lists and searches read, without users. The trees grow in memory, so that each node is written once.</summary>
    public static async Task Load(Tables tables, IReadOnlyList<UserListing> users, CancellationToken cancellation)
    {
        var content = new UserIndexContent(null!).Current; // the rows are needed only to read documents
        var state = await IndexState.Read(tables.Changes, cancellation);
        foreach (var tree in content.Trees)
        {
            var nodes = new TreeNodes(tables.Index, TreeNodes.Partition(state.Current!, tree));
            var writer = new TreeWriter(tables.Index, nodes, TreeRoot.From(null, Generation.Of(state.Current)), IndexSize.Default);
            foreach (var entry in users.SelectMany(user => content.Entries(tree, PackedListing.Pack(user)!)))
            {
                await writer.Apply(new(entry.Key, entry), cancellation);
            }

            await Insert(tables.Index, writer.Rows(), cancellation);
        }
    }

    /// <summary>Writes the users' rows of table Accounts, so that the table has a realistic size.</summary>
    public static Task LoadAccounts(TableClient accounts, IEnumerable<UserListing> users, CancellationToken cancellation) => Insert(
        accounts,
        users.Select(user => new User { Id = user.Id, Pseudonym = user.Pseudonym, Name = user.Name, Email = user.Email, TelegramName = user.TelegramName, Enabled = user.Enabled, Created = user.Created }.ToRow().ToEntity()),
        cancellation);

    /// <summary>Writes the rows that assign names to users.</summary>
    public static Task LoadNames(TableClient names, IEnumerable<UserListing> users, CancellationToken cancellation) =>
        Insert(names, users.Select(user => new NameRow { Key = new Name(NameKind.Login, user.Name).Key, Owner = user.Id }.ToEntity()), cancellation);

    private static Task Insert(TableClient table, IEnumerable<TableEntity> rows, CancellationToken cancellation) => Parallel.ForEachAsync(
        rows.Index(),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
        async (row, stop) =>
        {
            await table.UpsertEntityAsync(row.Item, TableUpdateMode.Replace, stop);
            if ((row.Index + 1) % 50_000 == 0)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {table.Name}: {row.Index + 1:N0} rows"));
            }
        });
}
