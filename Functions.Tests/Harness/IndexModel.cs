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
        await foreach (var row in app.Get<Tables>().Accounts.QueryAsync<TableEntity>("RowKey eq 'user' and PartitionKey ne '1'", cancellationToken: Stop))
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
                "created" => (one, other) => one.Created.CompareTo(other.Created),
                _ => (one, other) => one.Enabled.CompareTo(other.Enabled),
            };
            sorted = desc ? sorted.ThenByDescending(user => user, Comparer<UserListing>.Create(compare)) : sorted.ThenBy(user => user, Comparer<UserListing>.Create(compare));
        }

        return [.. sorted];
    }

    /// <summary>Nothing is announced, every order is right, and the search rows are exactly those of the users.</summary>
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
        Assert.DoesNotContain(rows, row => row.RowKey.StartsWith("todo;", StringComparison.Ordinal));
        Assert.Equal(
            users.SelectMany(SearchRows.ToParts).SelectMany(part => part).Select(Describe).Order(StringComparer.Ordinal),
            rows.Where(row => row.PartitionKey.StartsWith("text;", StringComparison.Ordinal)).Select(Describe).Order(StringComparer.Ordinal));
    }

    private static string Describe(TableEntity row) => $"{row.PartitionKey} {row.RowKey} {row.GetString("Listing")}";
}
