using Azure.Data.Tables;
using Serverless.Domain.CallLog;
using Serverless.Domain.Lists;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.Storage;
using Serverless.Storage.Index;

namespace Serverless.Tests.Harness;

/// <summary>Computes the expected contents of the index from the users themselves.</summary>
public static class IndexModel
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Gets every order that differs from the others.</summary>
    public static IReadOnlyList<SortBy[]> Orders { get; } =
    [
        [],
        .. from field in (string[])["id", "name", "created", "enabled"] from desc in (bool[])[false, true] select new SortBy[] { new(field, desc) },
        .. from field in (string[])["id", "name", "created"] from desc in (bool[])[false, true] from groups in (bool[])[false, true]
           select new SortBy[] { new("enabled", groups), new(field, desc) },
        [new("name", true), new("enabled", false)],
    ];

    /// <summary>Returns all users except root, from their own rows.</summary>
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

    public static IReadOnlyList<UserListing> Sort(IEnumerable<UserListing> users, IReadOnlyList<SortBy> order)
    {
        IEnumerable<SortBy> all = order.Any(condition => condition.Field != "enabled") ? order : [.. order, new SortBy("name", true)];
        var sorted = users.OrderBy(_ => 0);
        foreach (var (field, desc) in all)
        {
            Comparison<UserListing> compare = field switch
            {
                "id" => (one, other) => one.Id.CompareTo(other.Id),
                "name" => (one, other) => string.CompareOrdinal(one.Name, other.Name),
                "created" => (one, other) => (one.Created, one.Id).CompareTo((other.Created, other.Id)), // two users can have the same tick
                _ => (one, other) => one.Enabled.CompareTo(other.Enabled),
            };
            sorted = desc ? sorted.ThenByDescending(user => user, Comparer<UserListing>.Create(compare)) : sorted.ThenBy(user => user, Comparer<UserListing>.Create(compare));
        }

        return [.. sorted];
    }

    /// <summary>Asserts that lists and searches agree with the users.</summary>
    public static async Task AssertIsCurrent(TestApp app)
    {
        var users = await Users(app);
        foreach (var order in Orders)
        {
            var (page, total) = await app.Get<ListUsers>().Page(order, 0, int.MaxValue / 2, Stop);
            Assert.Equal(Sort(users, order), page);
            Assert.Equal(users.Count, total);
        }

        await AssertPseudonymsLeadToUsers(app, users);
        foreach (var text in users.Take(3).SelectMany(user => new[] { user.Name[..1], user.Name[..2], user.Name[^3..], user.Email?[^4..] ?? user.Name }))
        {
            var (found, total) = await app.Get<ListUsers>().Search(text, [], 0, int.MaxValue / 2, Stop);
            Assert.Equal(Sort(users.Where(user => user.Contains(text)), []), found);
            Assert.Equal(found.Count, total);
        }
    }

    /// <summary>Asserts that each pseudonym leads to its user, and any other pseudonym to no user.</summary>
    private static async Task AssertPseudonymsLeadToUsers(TestApp app, List<UserListing> users)
    {
        var calls = users.Select(user => user.Pseudonym).Append(Pseudonym.New()).Append(Pseudonym.Nobody).Select(caller => new CallRecord("/v1/m", caller, 0, 0, 200, null, false)).ToList();
        Assert.Equal([.. users.Select(user => user.Pseudonym == Pseudonym.Nobody ? (long?)null : user.Id), null, null], await app.Get<FindCallers>().Run(calls, Stop));
        var ofOldPages = users.Select(user => new CallRecord("/v1/m", user.Id, 0, 0, 200, null, false, HasUserId: true)).ToList();
        Assert.Equal(users.Select(user => (long?)user.Id), await app.Get<FindCallers>().Run(ofOldPages, Stop));
    }

    /// <summary>Asserts that minutes later all changes are folded and each tree agrees exactly with the users, without other nodes or records.</summary>
    public static async Task AssertIsFolded(TestApp app)
    {
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.False(await app.Get<UserIndex>().Fold(app.Get<EraseUser>().Finish, Stop));
        var (tables, content) = (app.Get<Tables>(), app.Get<IIndexContent>());
        var state = Assert.Single(await tables.Changes.QueryAsync<TableEntity>(cancellationToken: Stop).ToListAsync(Stop));
        var users = await Users(app);
        var rows = (await tables.Index.QueryAsync<TableEntity>(cancellationToken: Stop).ToListAsync(Stop)).ToDictionary(row => row.RowKey);
        Assert.True(Generation.Of(state.GetString("Current")).Is(content.Current.Number));
        foreach (var (generation, version, tree) in IndexState.From(state).Complete.Select(generation => (generation, content.VersionOf(generation)!)).SelectMany(one => one.Item2.Trees.Select(tree => (one.generation, one.Item2, tree))))
        {
            var expected = users.SelectMany(user => version.Entries(tree, PackedListing.Pack(user, version.Number)!)).OrderBy(entry => entry.Key, KeyOrder.Instance);
            var partition = TreeNodes.Partition(generation, tree);
            var said = rows.ContainsKey($"{partition};{Node.Root}") ? Entries(rows, partition, Node.Root, null) : [];
            Assert.Equal(expected.Select(Describe), said.Select(Describe));
        }

        Assert.Empty(rows.Keys); // each node was below one root
    }

    /// <summary>
    /// Returns the entries below a node and removes its nodes from the dictionary. Asserts that the entries are in order and as many as the node
    /// counts.
    /// </summary>
    private static List<IndexEntry> Entries(Dictionary<string, TableEntity> rows, string partition, string id, NodeChild? parent)
    {
        Assert.True(rows.Remove($"{partition};{id}", out var row), id);
        var node = Node.From(row, id);
        Assert.True(id == Node.Root || node.Size > 0);
        Assert.True(parent is null || parent.Value.Batch == node.Batch);
        if (node.IsLeaf)
        {
            Assert.Equal(node.Entries.DistinctBy(entry => entry.Key, KeyOrder.Instance).OrderBy(entry => entry.Key, KeyOrder.Instance), node.Entries);
            return node.Entries;
        }

        return
        [
            .. node.Children.Index().SelectMany(child =>
            {
                var entries = Entries(rows, partition, child.Item.Id, child.Item);
                Assert.Equal(child.Item.Count, entries.Count);
                Assert.Equal(child.Item.Weight, entries.Sum(entry => (long)entry.Weight));
                Assert.All(entries, entry => Assert.Equal(child.Index, node.ChildOf(entry.Key)));
                return entries;
            }),
        ];
    }

    private static string Describe(IndexEntry entry) => $"{Convert.ToHexString(entry.Key)} {Convert.ToHexString(entry.Value)} {entry.Weight}";
}
