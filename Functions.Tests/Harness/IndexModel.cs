using Azure.Data.Tables;
using Serverless.Accounts;
using Serverless.Accounts.Index;
using Serverless.Pipeline;
using Serverless.Storage;

namespace Serverless.Tests.Harness;

/// <summary>What the index must say, worked out the long way from the users themselves.</summary>
public static class IndexModel
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Every order that differs from the others.</summary>
    public static IReadOnlyList<ReadOrder[]> Orders { get; } =
    [
        [],
        .. from field in (string[])["id", "name", "created", "enabled"] from desc in (bool[])[false, true] select new ReadOrder[] { new(field, desc) },
        .. from field in (string[])["id", "name", "created"] from desc in (bool[])[false, true] from groups in (bool[])[false, true]
           select new ReadOrder[] { new("enabled", groups), new(field, desc) },
        [new("name", true), new("enabled", false)],
    ];

    /// <summary>All users but root, from their own rows.</summary>
    public static async Task<List<UserListing>> Users(TestApp app)
    {
        var users = new List<UserListing>();
        await foreach (var row in app.Get<Tables>().Accounts.QueryAsync<TableEntity>("RowKey ge 'user;' and RowKey lt 'user<' and PartitionKey ne '1'", cancellationToken: Stop))
        {
            if (await app.Get<AccountStore>().Read(long.Parse(row.PartitionKey, null), Stop) is { } user)
            {
                users.Add(UserListing.Of(user));
            }
        }

        return users;
    }

    public static IReadOnlyList<UserListing> Sort(IEnumerable<UserListing> users, IReadOnlyList<ReadOrder> order)
    {
        IEnumerable<ReadOrder> all = order.Any(condition => condition.Field != "enabled") ? order : [.. order, new ReadOrder("name", true)];
        var sorted = users.OrderBy(_ => 0);
        foreach (var (field, desc) in all)
        {
            Comparison<UserListing> compare = field switch
            {
                "id" => (one, other) => one.Id.CompareTo(other.Id),
                "name" => (one, other) => string.CompareOrdinal(one.Name, other.Name),
                "created" => (one, other) => (one.Created, one.Id).CompareTo((other.Created, other.Id)), // the same tick happens
                _ => (one, other) => one.Enabled.CompareTo(other.Enabled),
            };
            sorted = desc ? sorted.ThenByDescending(user => user, Comparer<UserListing>.Create(compare)) : sorted.ThenBy(user => user, Comparer<UserListing>.Create(compare));
        }

        return [.. sorted];
    }

    /// <summary>Nothing is announced or under way, and each tree says exactly what the users say; there is no tree and no node beside.</summary>
    public static async Task AssertIsCurrent(TestApp app)
    {
        var users = await Users(app);
        foreach (var order in Orders)
        {
            var (page, total) = await app.Get<ListUsers>().Page(order, 0, int.MaxValue / 2, Stop);
            Assert.Equal(Sort(users, order), page);
            Assert.Equal(users.Count, total);
        }

        var rows = await app.Get<Tables>().Index.QueryAsync<TableEntity>(cancellationToken: Stop).ToListAsync(Stop);
        Assert.All(rows, row => Assert.Contains(row.RowKey.Split(';')[0], (string[])["root", "text", "node"]));
        var nodes = rows.Select(IndexNode.From).ToDictionary(node => node.RowKey);
        var said = nodes.Keys.Where(key => !key.StartsWith("node;", StringComparison.Ordinal)).ToList().SelectMany(root => Entries(nodes, root).Select(entry => Describe(root, entry)));
        var expected = users.SelectMany(user => IndexPlace.Of(user).Select(place => Describe(place.Root, new(place.Key, user))));
        Assert.Equal(expected.Order(StringComparer.Ordinal), said.Order(StringComparer.Ordinal));
        Assert.Empty(nodes); // each was below one root
    }

    /// <summary>The entries below a node, which are in order, in the bounds of their node, and as many as it counts; takes the nodes out of the dictionary.</summary>
    private static List<IndexEntry> Entries(Dictionary<string, IndexNode> nodes, string rowKey)
    {
        Assert.True(nodes.Remove(rowKey, out var node), rowKey);
        Assert.NotEqual(0, node.Size);
        if (node.IsLeaf)
        {
            Assert.Equal(node.Entries.Select(entry => entry.Key).Distinct().Order(StringComparer.Ordinal), node.Entries.Select(entry => entry.Key));
            return node.Entries;
        }

        return
        [
            .. node.Children.Index().SelectMany(child =>
            {
                var entries = Entries(nodes, child.Item.RowKey);
                Assert.Equal(child.Item.Count, entries.Count);
                Assert.All(entries, entry => Assert.Equal(child.Index, node.ChildOf(entry.Key)));
                return entries;
            }),
        ];
    }

    private static string Describe(string root, IndexEntry entry) => $"{root} {entry.Key} {entry.User}";
}
