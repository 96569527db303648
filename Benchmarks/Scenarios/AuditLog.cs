using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Reports;
using Serverless.Domain.Audit;
using Serverless.Domain.Users.Index;
using Serverless.Measuring.Loading;
using Serverless.Measuring.Programs;
using Serverless.Storage;

namespace Serverless.Benchmarks.Scenarios;

/// <summary>Measures pages of the audit log with few events and with many.</summary>
internal static class AuditLog
{
    private const int Few = 1_000;
    private const int Users = 1_000;
    private const int PageSize = 100;

    public static async Task Run(Pace pace)
    {
        var many = pace == Pace.Quick ? 100_000 : 1_000_000;
        var folder = Directory.CreateDirectory(Path.Combine(Machine.Temporary, "audit")).FullName;
        var (users, now) = (IndexLoader.Users(Users), DateTimeOffset.UtcNow);
        Console.WriteLine($"  writing {Text(many)}");
        var (middleOfFew, middleOfMany) = (AuditLoader.Write(folder, "few", Few, users, now), AuditLoader.Write(folder, "many", many, users, now));
        await using var azurite = await OrderedAzurite.Start(folder);
        var (rowsOfFew, rowsOfMany) = (new RowCount(), new RowCount());
        await using var small = await Fill(azurite.ConnectionString, "few", users, rowsOfFew);
        await using var large = await Fill(azurite.ConnectionString, "many", users, rowsOfMany);
        var (ofFew, ofMany) = (await small.Session("root"), await large.Session("root"));
        var (subject, actor) = (Id(users[0]), Id(users[1]));
        var (from, to) = (Text(now.AddDays(-200)), Text(now.AddDays(-100)));
        SideBySide.Pair[] pairs =
        [
            Both("newest events", new { }),
            Both("of a subject", new { subject_id = subject }),
            Both("of an actor", new { actor_id = actor }),
            Both("of a kind", new { @event = AuditEventName.SignInFailed.Name }),
            Both("of a kind and a subject", new { @event = AuditEventName.SignIn.Name, subject_id = subject }),
            Both("of a third of the time", new { from, to }),
            Both("from the middle on", new { }, isDeep: true),
            Both("of a kind, from the middle on", new { @event = AuditEventName.SignIn.Name }, isDeep: true),
            new("authenticated call", () => small.Call("/v1/test/test", ofFew), () => large.Call("/v1/test/test", ofMany)),
        ];
        var report = new Report("audit", "The audit log");
        report.Say("Pages of 100 events of `admin/audit/read`, one after the other, over HTTP. Both logs have the same 1,000 users, 300 days, and shares of kinds, subjects and actors.");
        report.Say(
            "The rows are those of the product, in files that Azurite reads when it starts. Azurite goes through all rows of a table for each query. So it runs here with "
            + "tables that are ordered by their keys, as those of Azure are (`Functions.Tests/Measuring/Programs/ordered-tables.cjs`): a query reads the range of keys that its filter names.");
        await SideBySide.Run(report, (Text(Few), small), (Text(many), large), pairs, pace, 1.5);
        await AddRows(report, pairs, (Text(Few), rowsOfFew), (Text(many), rowsOfMany));
        report.Write(pace);

        SideBySide.Pair Both(string name, object where, bool isDeep = false) => new(
            $"page {name}",
            () => Page(small, ofFew, new { where, limit = PageSize, continuation = isDeep ? middleOfFew : null }),
            () => Page(large, ofMany, new { where, limit = PageSize, continuation = isDeep ? middleOfMany : null }));
    }

    private static async Task<InProcess> Fill(string storage, string prefix, IReadOnlyList<UserListing> users, RowCount rows)
    {
        var app = await InProcess.Start(storage, prefix, null, rows);
        var tables = app.Services.GetRequiredService<Tables>();
        await IndexLoader.LoadAccounts(tables.Accounts, users, CancellationToken.None);
        await IndexLoader.Load(tables, users, CancellationToken.None);
        return app;
    }

    private static async Task Page(InProcess app, string token, object options)
    {
        var page = await app.Call("/v1/admin/audit/read", token, options);
        if (page.GetProperty("data").GetProperty("rows").GetArrayLength() is var length && length != PageSize)
        {
            throw new BenchmarkFailedException($"A page has {length} events.");
        }
    }

    private static async Task AddRows(Report report, IEnumerable<SideBySide.Pair> pairs, (string Name, RowCount Rows) few, (string Name, RowCount Rows) many)
    {
        var rows = new List<IReadOnlyList<string>> { new[] { "call", $"rows read, {few.Name}", $"rows read, {many.Name}" } };
        foreach (var (name, ofFew, ofMany) in pairs)
        {
            rows.Add([name, Number(await few.Rows.Of(ofFew)), Number(await many.Rows.Of(ofMany))]);
        }

        report.Heading("What it reads");
        report.Say("The filters of these queries consist of a partition and a range of row keys. So storage reads no other rows than it returns, those of the audit log, the user and the user index:");
        report.Table(rows);
    }

    private static string Id(UserListing user) => user.Id.ToString(CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    private static string Text(int events) => events.ToString("N0", CultureInfo.InvariantCulture) + " events";
}
