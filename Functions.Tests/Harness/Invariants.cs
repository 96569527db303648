using Azure.Data.Tables;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.Jobs.Timers;
using Serverless.Storage;

namespace Serverless.Tests.Harness;

/// <summary>
/// Checks the invariants after a crash and its repair: unique names, no user without their name, no name without its user, lists that match the rows,
/// and one pseudonym for all rows of a user.
/// </summary>
public static class Invariants
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Runs the timers' work, some minutes later.</summary>
    public static async Task Repair(TestApp app)
    {
        await app.FinishFollowUps();
        app.Clock.Advance(Names.Lifetime + TimeSpan.FromMinutes(1));
        await app.Get<Names>().Repair(Stop);
        await new RepairUserIndex(app.Get<UserIndex>(), app.Get<EraseUser>()).Run(new(), Stop);
    }

    /// <summary>Asserts the invariants.</summary>
    public static async Task Hold(TestApp app)
    {
        await app.FinishFollowUps();
        await IndexModel.AssertIsCurrent(app);
        await IndexModel.AssertIsFolded(app);
        var tables = app.Get<Tables>();
        var rows = await tables.Accounts.QueryAsync<TableEntity>(cancellationToken: Stop).ToListAsync(Stop);
        var users = rows.Where(row => IsUser(row)).ToDictionary(row => row.PartitionKey);
        var names = await tables.Names.QueryAsync<TableEntity>(cancellationToken: Stop).ToDictionaryAsync(row => row.PartitionKey, cancellationToken: Stop);
        var carried = users.Values.SelectMany(NamesOf).ToList();

        Assert.Equal(carried.Count, carried.Distinct().Count());
        // Azurite finds a row by its row key first: a key that a million users share would make every read go through all of them. Only the rows of a
        // notification to all users share one, so that its delivery can be repeated.
        var unlike = rows.Where(row => !row.RowKey.StartsWith("note;", StringComparison.Ordinal)).ToList();
        Assert.Equal(unlike.Count, unlike.DistinctBy(row => row.RowKey).Count());
        Assert.Equal(names.Count, names.Values.DistinctBy(row => row.RowKey).Count());
        Assert.All(carried, name => Assert.Equal(name.User, names[name.Key].GetInt64("UserId")));
        Assert.Equal(carried.Select(name => name.Key).Order(), names.Keys.Order());
        Assert.All(rows.Where(row => !IsUser(row)), row => Assert.Contains(row.PartitionKey, users.Keys));
        Assert.All(users.Values, user => Assert.NotEqual(Pseudonym.Nobody, user.GetInt64("Pseudonym") ?? Pseudonym.Nobody));
        Assert.Equal(users.Count, users.Values.DistinctBy(user => user.GetInt64("Pseudonym")).Count());
        Assert.All(
            rows.Where(row => row.RowKey.StartsWith("session;", StringComparison.Ordinal) || row.RowKey.StartsWith("token;", StringComparison.Ordinal)),
            row => Assert.Equal(users[row.PartitionKey].GetInt64("Pseudonym"), row.GetInt64("Pseudonym")));
        AreAudited(users.Values, rows);
        Assert.All(users.Values, user => Assert.Equal(
            ListedRows(user).Order(),
            rows.Where(row => row.PartitionKey == user.PartitionKey && !IsUser(row) && !row.RowKey.StartsWith("note;", StringComparison.Ordinal) && !row.RowKey.StartsWith("emails;", StringComparison.Ordinal) && !IsAudit(row)).Select(row => row.RowKey).Order()));
    }

    /// <summary>
    /// Asserts that the last audited change of every user has its events, and that a user has no event that is later. A user of an earlier form has no
    /// events before the first change.
    /// </summary>
    private static void AreAudited(IEnumerable<TableEntity> users, IReadOnlyCollection<TableEntity> rows)
    {
        var newest = rows.Where(IsAudit).GroupBy(row => row.PartitionKey).ToDictionary(events => events.Key, events => events.Select(row => row.RowKey).Min(StringComparer.Ordinal));
        Assert.All(users, user =>
        {
            if (user.GetInt64("Audited") is { } last)
            {
                Assert.StartsWith($"audit;{long.MaxValue - last:D19}-", newest[user.PartitionKey], StringComparison.Ordinal);
            }
            else
            {
                Assert.DoesNotContain(user.PartitionKey, newest.Keys);
            }
        });
    }

    private static bool IsAudit(TableEntity row) => row.RowKey.StartsWith("audit;", StringComparison.Ordinal);

    private static bool IsUser(TableEntity row) => row.RowKey.StartsWith("user;", StringComparison.Ordinal);

    private static IEnumerable<(string Key, long User)> NamesOf(TableEntity user)
    {
        var id = long.Parse(user.PartitionKey, null);
        yield return ("login;" + Key.Encode(user.GetString("Name")), id);
        if (user.GetString("Email") is { } email && email != user.GetString("Name"))
        {
            yield return ("login;" + Key.Encode(email), id);
        }

        if (user.GetString("PendingEmail") is { } pending)
        {
            yield return ("login;" + Key.Encode(pending), id);
        }

        if (user.GetString("TelegramName") is { } telegram)
        {
            yield return ("telegram;" + Key.Encode(telegram), id);
        }

        foreach (var link in List(user, "Links"))
        {
            yield return ("link;" + Key.Encode(link), id);
        }

        foreach (var session in user.GetString("Sessions").Split(',').Select(entry => entry.Split(':')).Where(parts => parts.Length > 3))
        {
            yield return ("private;" + session[0], id);
        }
    }

    private static IEnumerable<string> ListedRows(TableEntity user) =>
        [
            .. List(user, "Sessions").Select(id => "session;" + id),
            .. List(user, "Actions").Select(id => "action;" + id),
            .. List(user, "Tokens").Select(id => "token;" + id),
        ];

    private static IEnumerable<string> List(TableEntity user, string column) =>
        (user.GetString(column) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split(':')[0]);
}
