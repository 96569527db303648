using System.Text.Json;
using Azure.Data.Tables;
using Serverless.Domain.CallLog;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.Operator;
using Serverless.Storage;
using Serverless.Storage.Exports;
using Serverless.Storage.Forms;
using Serverless.Storage.Rows;
using Serverless.Tests.Harness;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Golden;

/// <summary>Provides the exports in the folders <c>form-N</c>, and runs the current product on them.</summary>
internal sealed class GoldenData(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static string Folder(int form) => Path.Combine(Repository.Root, "Functions.Tests", "Golden", $"form-{form}");

    /// <summary>Returns the current product on the data of an export, at the time of the export.</summary>
    public TestApp Now(string prefix, People people)
    {
        var app = new TestApp(azurite) { Prefix = prefix, Settings = { ["WeChat:Mode"] = "open", ["RateLimits:Enabled"] = "true" } };
        app.Clock.Advance(people.Taken.AddMinutes(1) - app.Clock.GetUtcNow());
        return app;
    }

    public async Task<(string Prefix, People People)> Imported(int form)
    {
        var prefix = TestApp.NewPrefix();
        using var target = new LogInstance(azurite, prefix, TimeProvider.System);
        await new ImportTables(target.Tables).Run(Folder(form), Stop);
        var people = JsonSerializer.Deserialize<People>(await File.ReadAllTextAsync(Path.Combine(Folder(form), "people.json"), Stop))!;
        var rows = new FormRows(target.Tables);
        if (form < DataForm.Current && await rows.Read(Stop) is { } row)
        {
            // As if the migration had been announced a while ago: instances of the old version have stopped.
            await rows.TryWrite(row with { MovingTo = DataForm.Current, MovingSince = people.Taken - Migrate.Notice }, Stop);
        }

        if (form == 3)
        {
            await AddLateBatch(target.Tables, people);
        }

        return (prefix, people);
    }

    /// <summary>
    /// Imports a form again and again. One instance dies after the first write, then after the second, and so on, and another one finishes. Checks each time
    /// that the calls of the log have the same callers.
    /// </summary>
    /// <param name="form">The form.</param>
    /// <param name="run">Runs the migration. Returns whether it is complete.</param>
    /// <param name="check">Checks what the migration left.</param>
    /// <param name="most">The most writes of a migration without a crash.</param>
    public async Task AssertSurvivesEveryCrash(int form, Func<LogInstance, TimeProvider, Task<bool>> run, Func<LogInstance, Task> check, int most)
    {
        var isDone = false;
        for (var writes = 0; !isDone; writes++)
        {
            var (prefix, _) = await Imported(form);
            var callers = await Callers(prefix);
            var clock = new TestClock();
            using var dying = new LogInstance(azurite, prefix, clock);
            dying.Faults.DieAfterWrites(writes);
            try
            {
                isDone = await run(dying, clock);
            }
            catch (ProcessDiedException)
            {
            }

            clock.Advance(MigrationProgress.Lease);
            using var next = new LogInstance(azurite, prefix, clock);
            while (!isDone && !await run(next, clock))
            {
            }

            Assert.Equal(callers, await Callers(prefix));
            await check(next);
            Assert.InRange(writes, 0, most);
        }
    }

    /// <summary>Adds a batch of calls with user ids, which an instance of form 2 wrote after the migration to form 3.</summary>
    private static async Task AddLateBatch(Tables tables, People people)
    {
        var started = people.Taken.ToUnixTimeMilliseconds() - 1_000;
        var callers = ((string[])[people.AnnId, people.GusId, "0"]).Select(id => long.Parse(id, null));
        CallRecord[] calls = [.. callers.Select((id, i) => new CallRecord("/v1/late", id, started + i, 1, 200, null, false))];
        await tables.CallLog(Minutes.Of(started)).AddEntityAsync(OldPage.Row(calls, "late-0"), Stop);
    }

    /// <summary>Returns the calls of an export, each with its method, start and caller, if the user still exists.</summary>
    public async Task<List<string>> Callers(string prefix)
    {
        using var instance = new LogInstance(azurite, prefix, TimeProvider.System);
        var users = await instance.Tables.Accounts.QueryAsync<TableEntity>("RowKey ge 'user;' and RowKey lt 'user<'", cancellationToken: Stop)
            .Select(row => UserRow.From(row).ToUser())
            .Where(user => !user.IsErasing)
            .ToListAsync(Stop);
        var calls = new List<string>();
        await foreach (var part in new CallBatchRows(instance.Tables).All(100, Stop))
        {
            foreach (var page in part)
            {
                calls.AddRange(CallBatch.CallsOf(page).Select(call => Describe(call, users.Find(user => call.Caller != 0 && call.Caller == (call.HasUserId ? user.Id : user.Pseudonym))?.Id)));
            }
        }

        calls.Sort(StringComparer.Ordinal);
        return calls;
    }

    /// <summary>Returns the calls in the files of an export.</summary>
    public static List<CallRecord> ExportedCalls(int form) =>
        [.. Directory.GetFiles(Folder(form), "CallLog2*.jsonl").SelectMany(File.ReadLines).Select(EntityLine.Read).Where(row => !CallSumRow.IsKey(row.RowKey)).Select(CallBatchRow.From).SelectMany(CallBatch.CallsOf)];

    /// <summary>Returns the calls of an export as the current product shows them.</summary>
    public static async Task<List<string>> CallersNow(TestApp app, People people)
    {
        var (all, _) = await app.Get<ReadCalls>().Run(null, 0, 10_000, Stop);
        var calls = all.Where(call => call.Started <= people.Taken.ToUnixTimeMilliseconds()).ToList();
        List<string> described = [.. calls.Zip(await app.Get<FindCallers>().Run(calls, Stop), Describe)];
        described.Sort(StringComparer.Ordinal);
        return described;
    }

    private static string Describe(CallRecord call, long? caller) => $"{call.MethodId} {call.Started} {caller}";

    public async Task<bool> IsMigrated(string prefix)
    {
        using var instance = new LogInstance(azurite, prefix, TimeProvider.System);
        return (await new FormRows(instance.Tables).Read(Stop))?.Form == DataForm.Current;
    }

    public async Task Migrated(string prefix, TestApp[] apps)
    {
        await TestTimeout.Until(() => IsMigrated(prefix), "The data was not migrated.");
        foreach (var app in apps)
        {
            await TestTimeout.Until(async () => (await app.Rpc.Get("/api/healthcheck")).HttpStatus == 200, "Calls are not served.");
            // Another instance that crashed while it built the index blocks the others for some minutes.
            await TestTimeout.Until(() => IsIndexed(app), "The index is not built.");
        }
    }

    private static async Task<bool> IsIndexed(TestApp app)
    {
        if (await app.Get<UserIndex>().IsReady(Stop))
        {
            return true;
        }

        app.Clock.Advance(TimeSpan.FromSeconds(10));
        await app.Get<UserIndex>().Fold(app.Get<EraseUser>().Finish, Stop);
        return false;
    }
}

/// <summary>Represents the users of an export and their secrets.</summary>
/// <param name="Taken">The time of the export.</param>
/// <param name="Password">The password of all users except root.</param>
/// <param name="RootPassword">The password of root.</param>
/// <param name="AnnId">The id of ann.</param>
/// <param name="GusId">The id of gus, a deleted user.</param>
/// <param name="ProfileReads">The minimum number of reads of a profile.</param>
/// <param name="Secrets">Sessions, API tokens, private tokens and tokens from emails.</param>
/// <param name="Listed">The number of users in lists.</param>
internal sealed record People(
    DateTimeOffset Taken, string Password, string RootPassword, string AnnId, string GusId, int ProfileReads, Dictionary<string, string> Secrets, int Listed = 7);
