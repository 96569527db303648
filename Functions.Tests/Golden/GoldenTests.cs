using Azure.Core;
using Azure.Data.Tables;
using Serverless.Domain.CallLog;
using Serverless.Domain.Settings;
using Serverless.Storage;
using Serverless.Storage.Forms;
using Serverless.Storage.Rows;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Golden;

/// <summary>
/// Tests the exports in the folders <c>form-N</c>, which the product wrote when N was the current form. Each is imported, migrated and used: its
/// passwords, sessions, tokens, links in emails, lists and statistics still work.
/// </summary>
public sealed class GoldenTests(AzuriteFixture azurite)
{
    private readonly GoldenData _golden = new(azurite);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Gets the forms that are migrated.</summary>
    public static TheoryData<int> Forms => [.. Enumerable.Range(1, DataForm.Current - 1)];

    public static TheoryData<int> AllForms => [.. Enumerable.Range(1, DataForm.Current)];

    [Theory]
    [MemberData(nameof(AllForms))]
    public async Task Users_of_an_earlier_form_continue_to_work_after_the_migration(int form)
    {
        var (prefix, people) = await _golden.Imported(form);
        var callers = await _golden.Callers(prefix);
        await using var app = _golden.Now(prefix, people);
        await app.InitializeAsync();
        await _golden.Migrated(prefix, [app]);
        Assert.Empty(await app.Get<Tables>().CallLogStats.QueryAsync<TableEntity>("PartitionKey eq 'calls' or PartitionKey eq 'erase'", cancellationToken: Stop).ToListAsync(Stop));
        await LogHasCallers(app, people, callers);

        var root = await Given.Session(app.Rpc, "root", people.RootPassword);
        foreach (var name in (string[])["ann", "ann@example.com", "bob", "fay"])
        {
            await Given.Session(app.Rpc, name, people.Password);
        }

        Assert.Equal(401, (await app.Rpc.Call("session/signin", new { username = "ann", password = "wrong" })).Status);
        Assert.Equal(409, (await app.Rpc.Call("session/signup", new { username = "ann", password = people.Password })).Status);
        await CredentialsOpen(app, people);
        await ListsShow(root, people);
        await StatisticsCount(root, people);
        var settings = app.Get<SettingsStore>();
        Assert.Equal("hush", await settings.Reveal(await settings.Read(Stop), Stop));
        await Invariants.Repair(app);
        await Invariants.Hold(app);
        await app.Rpc.Call("session/signup", new { username = "hal", password = people.Password }); // the first attempt crashed
        await Given.Session(app.Rpc, "hal", people.Password);

        // Of an exported user who is deleted now.
        Assert.Contains(callers, call => call.EndsWith(" " + people.AnnId, StringComparison.Ordinal));
        Assert.Equal(1, (await root.Call("admin/users/delete", people.AnnId)).Rows);
        await LogHasCallers(app, people, [.. callers.Select(call => call.EndsWith(" " + people.AnnId, StringComparison.Ordinal) ? call[..^people.AnnId.Length] : call)]);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Calls_are_served_while_batches_of_the_call_log_are_rewritten(int form)
    {
        var (prefix, people) = await _golden.Imported(form);
        var callers = await _golden.Callers(prefix);
        await using var app = _golden.Now(prefix, people);
        var rewrite = app.Faults.Hold(request => request.Method == RequestMethod.Put && request.Uri.ToString().Contains("CallLog2", StringComparison.Ordinal));
        await app.InitializeAsync();
        await TestTimeout.Until(async () => (await app.Rpc.Get("/api/healthcheck")).HttpStatus == 200, "Calls are not served.");
        Assert.False(await _golden.IsMigrated(prefix));
        var root = await Given.Session(app.Rpc, "root", people.RootPassword);
        Assert.Equal(200, (await app.Rpc.With(people.Secrets["ann.session"]).Call("profile/read")).Status);
        var last = (await root.Call("admin/api-call-log/read-log", new { where = new { method_id = "/v1/profile/read" } })).Data[0];
        Assert.Equal(people.AnnId, last.GetProperty("user_id").GetString());
        Assert.Equal(callers, await GoldenData.CallersNow(app, people));
        Assert.Equal(1, (await root.Call("admin/users/delete", people.AnnId)).Rows);
        callers = [.. callers.Select(call => call.EndsWith(" " + people.AnnId, StringComparison.Ordinal) ? call[..^people.AnnId.Length] : call).Order(StringComparer.Ordinal)];
        Assert.Equal(callers, await GoldenData.CallersNow(app, people));
        rewrite.Release();
        await _golden.Migrated(prefix, [app]);
        await LogHasCallers(app, people, callers);
    }

    [Fact]
    public async Task An_unfinished_erasure_of_the_first_form_is_finished()
    {
        const string Id = "300";
        var (prefix, people) = await _golden.Imported(DataForm.Unversioned);
        using (var then = new LogInstance(azurite, prefix, TimeProvider.System))
        {
            // As c2ef8d8 leaves it when it crashes after the mark: no message, a name, a kind of row that the user row does not list.
            TableEntity[] user =
            [
                new(Id, "user;" + Id)
                {
                    ["Name"] = "zed", ["IsErasing"] = true, ["Enabled"] = true, ["EmailConfirmed"] = false, ["Created"] = people.Taken, ["Permissions"] = "", ["Sessions"] = "",
                    ["Actions"] = "", ["Tokens"] = "", ["HandledMail"] = "", ["Devices"] = "", ["PasswordHash"] = "", ["Revision"] = "0",
                },
                new(Id, "note;9") { ["Text"] = "hello" },
            ];
            foreach (var row in user)
            {
                await then.Tables.Accounts.AddEntityAsync(row, Stop);
            }

            await then.Tables.Names.AddEntityAsync(new TableEntity("login;zed", "login;zed") { ["UserId"] = 300L }, Stop);
            await then.Tables.Index.AddEntityAsync(new TableEntity("trees", "todo;0000000000000000300;1") { ["Announced"] = people.Taken }, Stop);
        }

        await using var app = _golden.Now(prefix, people);
        await app.InitializeAsync();
        await _golden.Migrated(prefix, [app]);
        var tables = app.Get<Tables>();
        Assert.Empty(await tables.Accounts.QueryAsync<TableEntity>($"PartitionKey eq '{Id}'", cancellationToken: Stop).ToListAsync(Stop));
        Assert.Empty(await tables.Names.QueryAsync<TableEntity>("PartitionKey eq 'login;zed'", cancellationToken: Stop).ToListAsync(Stop));
        await ListsShow(await Given.Session(app.Rpc, "root", people.RootPassword), people);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_dry_run_reports_its_changes_and_makes_none(int form)
    {
        var (prefix, _) = await _golden.Imported(form);
        var before = await Rows(prefix);
        var (exitCode, output) = await ProductProcess.RunToEnd([.. TestApp.Storage(azurite, prefix), "--migrate", "--dry-run"]);
        Assert.True(exitCode == 0, output);
        Assert.Contains($"The stored data has form {form}; this version reads form {DataForm.Current}.", output, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed.", output, StringComparison.Ordinal);
        Assert.Equal(before, await Rows(prefix));

        (exitCode, output) = await ProductProcess.RunToEnd([.. TestApp.Storage(azurite, prefix), "--reset-root"]);
        Assert.True(exitCode == 1 && output.Contains("--reset-root was not carried out. The stored data has form", StringComparison.Ordinal), output);

        (exitCode, output) = await ProductProcess.RunToEnd([.. TestApp.Storage(azurite, prefix), "--migrate"]);
        Assert.True(exitCode == 0 && output.Contains($"was migrated from form {form} to form {DataForm.Current}", StringComparison.Ordinal), output);
        (exitCode, output) = await ProductProcess.RunToEnd([.. TestApp.Storage(azurite, prefix), "--migrate"]);
        Assert.True(exitCode == 0 && output.Contains("Nothing is to be migrated", StringComparison.Ordinal), output);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Two_instances_that_start_at_once_migrate_once(int form)
    {
        var (prefix, people) = await _golden.Imported(form);
        var callers = await _golden.Callers(prefix);
        await using var first = _golden.Now(prefix, people);
        await using var second = _golden.Now(prefix, people);
        await Task.WhenAll(first.InitializeAsync().AsTask(), second.InitializeAsync().AsTask());
        await _golden.Migrated(prefix, [first, second]);
        foreach (var app in (TestApp[])[first, second])
        {
            await ListsShow(await Given.Session(app.Rpc, "root", people.RootPassword), people);
            await LogHasCallers(app, people, callers);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task The_migration_survives_a_crash_after_any_write(int form)
    {
        // Each cut starts with fresh data. A migration with many writes is cut at increasing distances.
        var all = await WritesOf(form);
        for (var writes = 0; writes <= all; writes += 1 + (writes / 8))
        {
            var (prefix, people) = await _golden.Imported(form);
            var callers = await _golden.Callers(prefix);
            await using (var dying = _golden.Now(prefix, people))
            {
                dying.Faults.DieAfterWrites(writes);
                try
                {
                    await dying.InitializeAsync();
                    await TestTimeout.Until(async () => dying.Faults.HasDied || await _golden.IsMigrated(prefix), "Neither died nor done.");
                }
                catch (ProcessDiedException)
                {
                }

                dying.Faults.DieAfterWrites(0);
            }

            await using var app = _golden.Now(prefix, people);
            app.Clock.Advance(MigrationProgress.Lease);
            await app.InitializeAsync();
            await _golden.Migrated(prefix, [app]);
            await ListsShow(await Given.Session(app.Rpc, "root", people.RootPassword), people);
            await Given.Session(app.Rpc, "ann", people.Password);
            await LogHasCallers(app, people, callers);
            await Invariants.Repair(app);
            await Invariants.Hold(app);
        }
    }

    /// <summary>Checks that the export has every kind of row that the product wrote. Two kinds that only a crashed process leaves were added by hand.</summary>
    [Fact]
    public void The_export_of_the_first_form_has_every_kind_of_row()
    {
        var rows = RowsOf(1);
        foreach (var key in (string[])[
            "user;", "session;", "token;", "action;", "note;", "login;", "telegram;", "link;", "private;", "root;", "text;", "todo;", "note;0", "under-way;", "day;"])
        {
            Assert.Contains($"\"RowKey\":\"{key}", rows, StringComparison.Ordinal);
        }

        foreach (var partition in (string[])["ids", "revocations", "erase", "poison", "settings", "keys", "limits", "calls", "trees"])
        {
            Assert.Contains($"\"PartitionKey\":\"{partition}\"", rows, StringComparison.Ordinal);
        }

        foreach (var column in (string[])["IsBanned", "IsTemporary", "Links", "PendingUntil", "Picture", "PhoneNumber", "FullName", "Packed0", "Counts0"])
        {
            Assert.Contains($"\"{column}\":", rows, StringComparison.Ordinal);
        }
    }

    /// <summary>Checks the kinds of rows that the second form added, and those that remain.</summary>
    [Fact]
    public void The_export_of_the_second_form_has_every_kind_of_row()
    {
        var rows = RowsOf(2);
        foreach (var key in (string[])["user;", "session;", "token;", "action;", "note;", "login;", "telegram;", "link;", "private;", "day;", "version"])
        {
            Assert.Contains($"\"RowKey\":\"{key}", rows, StringComparison.Ordinal);
        }

        foreach (var column in (string[])["PendingEmail", "FormerEmails", "KnownDevices", "Listed", "Made", "IsBanned", "IsTemporary", "Links"])
        {
            Assert.Contains($"\"{column}\":", rows, StringComparison.Ordinal);
        }

        Assert.NotEmpty(File.ReadAllText(Path.Combine(GoldenData.Folder(2), "Changes.jsonl")));
        Assert.NotEmpty(File.ReadAllText(Path.Combine(GoldenData.Folder(2), "Index.jsonl")));
    }

    /// <summary>Checks what the third form added.</summary>
    [Fact]
    public void The_export_of_the_third_form_has_pseudonyms_and_no_user_id_in_the_log()
    {
        var rows = RowsOf(3);
        Assert.Contains("\"Pseudonym\":", rows, StringComparison.Ordinal);
        Assert.Contains(";Pseudonym\"", File.ReadAllText(Path.Combine(GoldenData.Folder(3), "Index.jsonl")), StringComparison.Ordinal);
        Assert.DoesNotContain("\"PartitionKey\":\"erase\"", rows, StringComparison.Ordinal);
    }

    /// <summary>Checks what the fourth form added.</summary>
    [Fact]
    public void The_export_of_the_fourth_form_has_calls_over_both_transports()
    {
        var calls = GoldenData.ExportedCalls(4);
        Assert.All(Enum.GetValues<CallTransport>(), transport => Assert.Contains(calls, call => call.Transport == transport));
    }

    /// <summary>Asserts that each exported call has its caller, if the user exists, and that no batch of calls has a user id.</summary>
    private static async Task LogHasCallers(TestApp app, People people, List<string> callers)
    {
        Assert.NotEmpty(callers);
        Assert.Equal(callers.Order(StringComparer.Ordinal), await GoldenData.CallersNow(app, people));
        await foreach (var part in app.Get<CallBatchRows>().All(100, Stop))
        {
            Assert.All(part, batch => Assert.False(CallBatch.MayHaveUserIds(batch)));
        }
    }

    private static string RowsOf(int form) => string.Concat(Directory.GetFiles(GoldenData.Folder(form), "*.jsonl").Select(File.ReadAllText));

    private static async Task CredentialsOpen(TestApp app, People people)
    {
        foreach (var (which, name) in ((string, string)[])[("ann.session", "ann"), ("ann.second", "ann"), ("ann.api", "ann"), ("ian.session", "ian"), ("root.session", "root")])
        {
            var read = await app.Rpc.With(people.Secrets[which]).Call("profile/read");
            Assert.True(read.Status == 200, $"{which}: {read}");
            Assert.Equal(name, read.Data.GetProperty("name").GetString());
        }

        var bob = await app.Rest.WithPrivateToken(people.Secrets["bob.private"]).Get("/api/v2/user");
        Assert.Equal(("bob", "Bob B.", "13800000000", "bob.png"), (bob["username"].GetString(), bob["fullname"].GetString(), bob["phone_number"].GetString(), bob["avatar"].GetString()));
        foreach (var which in (string[])["cy.private", "dee.private"])
        {
            Assert.Equal(200, (await app.Rest.WithPrivateToken(people.Secrets[which]).Get("/user")).Status);
        }

        var banned = await app.Rest.With(people.Secrets["eve.session"]).Get("/api/user/session");
        Assert.Equal((403, "BANNED_ERROR"), (banned.Status, banned["code"].GetString()));
        var hasNews = people.Secrets.ContainsKey("news");
        Assert.Equal(hasNews ? 3 : 2, (await app.Rpc.With(people.Secrets["ann.session"]).Call("notifications/read")).Rows);
        Assert.Equal(200, (await app.Rpc.Call("session/confirm-email-by-token", people.Secrets["fay.confirm"])).Status);
        Assert.Equal(200, (await app.Rpc.Call("session/set-password-by-token", people.Secrets["fay.reset"], "a password of today")).Status);
        await Given.Session(app.Rpc, "fay", "a password of today");
        if (people.Secrets.ContainsKey("joe.session"))
        {
            await JoeGoesOn(app, people);
        }

        if (hasNews)
        {
            await NewsAndInvitationGoOn(app, people);
        }
    }

    /// <summary>Checks a pending change of an email address and a temporary account, which exist since form 2.</summary>
    private static async Task JoeGoesOn(TestApp app, People people)
    {
        Assert.Equal(200, (await app.Rest.WithPrivateToken(people.Secrets["kim.private"]).Get("/user")).Status);
        Assert.Equal(200, (await app.Rpc.With(people.Secrets["joe.api"]).Call("profile/read")).Status);
        var joe = app.Rpc.With(people.Secrets["joe.session"]);
        Assert.True((await joe.Call("notifications/read")).Rows > 0);
        Assert.Equal("joe.new@example.com", (await joe.Call("profile/read")).Data.GetProperty("email").GetString());
        await Given.Session(app.Rpc, "joe@example.com", people.Password);
        Assert.Equal(200, (await app.Rpc.Call("session/confirm-email-by-token", people.Secrets["joe.confirm"])).Status);
        await Given.Session(app.Rpc, "joe.new@example.com", people.Password);
        Assert.Equal(1, (await app.Rpc.Call("session/undo-email-change", people.Secrets["joe.undo"])).Rows);
    }

    /// <summary>Checks a notification to all users, which is not sent twice, and an invited user, which exist since form 4.</summary>
    private static async Task NewsAndInvitationGoOn(TestApp app, People people)
    {
        var root = await Given.Session(app.Rpc, "root", people.RootPassword);
        Assert.Equal(people.Secrets["news"], await GoldenExport.News(root));
        var progress = (await root.Call("admin/notifications/read-progress", people.Secrets["news"])).Data;
        Assert.Equal(people.Listed + 1, progress.GetProperty("delivered").GetInt32()); // root is in no list
        Assert.Equal(200, (await app.Rpc.Call("session/set-password-by-token", people.Secrets["pia.invitation"], people.Password)).Status);
        var pia = await Given.Session(app.Rpc, "pia", people.Password);
        Assert.Equal(1, (await pia.Call("notifications/read")).Rows);
    }

    private static async Task ListsShow(RpcClient root, People people)
    {
        var all = await root.Call("admin/users/read", new { order_by = new[] { new[] { "name", "asc" } } });
        var names = all.Data.EnumerateArray().Select(user => user.GetProperty("name").GetString()).ToList();
        Assert.Equal(people.Listed, names.Count); // ann, bob, cy with a generated name, dee, eve, fay, ian; not gus, a deleted user, and not root
        Assert.Empty(((string[])["ann", "bob", "dee", "eve", "fay", "ian"]).Except(names));
        var found = await root.Call("admin/users/suggest", new { where = new { name = new[] { "includes", "example" } } });
        Assert.True(found.IsSuccess, found.ToString());
    }

    private static async Task StatisticsCount(RpcClient root, People people)
    {
        var log = await root.Call("admin/api-call-log/read-log", new { where = new { method_id = "/v1/session/signup" } });
        Assert.True(log.Rows > 0, log.ToString());
        var reads = await root.Call("admin/api-call-log/read-log", new { where = new { method_id = "/v1/profile/read" } });
        Assert.True(reads.Rows >= people.ProfileReads, reads.ToString());
        Assert.True((await root.Call("admin/api-call-log/read-history-stat", "/v1/session/signup")).IsSuccess);
        var latest = await root.Call("admin/api-call-log/read-latest-stat");
        Assert.Contains("/v1/session/signup", latest.Body, StringComparison.Ordinal);
    }

    private async Task<int> WritesOf(int form)
    {
        var (prefix, people) = await _golden.Imported(form);
        await using var app = _golden.Now(prefix, people);
        await app.InitializeAsync();
        await _golden.Migrated(prefix, [app]);
        return app.Faults.Writes;
    }

    private async Task<List<string>> Rows(string prefix)
    {
        var rows = new List<string>();
        using var instance = new LogInstance(azurite, prefix, TimeProvider.System);
        await foreach (var (name, table) in instance.Tables.Stored(Stop))
        {
            await foreach (var row in table.QueryAsync<TableEntity>(cancellationToken: Stop))
            {
                rows.Add($"{name} {row.PartitionKey} {row.RowKey} {row.ETag}");
            }
        }

        Assert.NotEmpty(rows);
        return rows;
    }

}
