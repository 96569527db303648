using System.Globalization;
using Azure.Data.Tables;
using Serverless.Domain.Settings;
using Serverless.Operator;
using Serverless.Storage;
using Serverless.Storage.Forms;
using Serverless.Telemetry;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Operator;

/// <summary>Tests that exported data is imported row by row, even if the export or the import was stopped.</summary>
[Trait("Category", "BlackBox")]
public sealed class ExportAndImportTests(AzuriteFixture azurite) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("serverless-export-").FullName;

    private readonly TestClock _clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_installation_moves_with_its_users_secrets_and_calls()
    {
        await using var old = new QuietApp(azurite);
        await old.InitializeAsync();
        var (name, client) = await Given.SignedInUser(old.Rpc, withEmail: true);
        var root = await Given.Root(old);
        await root.Call("admin/settings/update", new { smtp_password = "hush", smtp_port = 25 });
        await root.Call("admin/users/read", new { });
        var log = await root.Call("admin/api-call-log/read-log", new { limit = 3 });

        var (exitCode, output) = await Run(old.Prefix, "--export", _folder);
        Assert.True(exitCode == 0, output);
        Assert.Contains("Accounts: ", output, StringComparison.Ordinal);
        var prefix = old.Prefix + "new";
        (exitCode, output) = await Run(prefix, "--import", _folder);
        Assert.True(exitCode == 0, output);
        Assert.Equal(await Rows(old.Prefix), await Rows(prefix));

        await using var moved = new QuietApp(azurite) { Prefix = prefix };
        await moved.InitializeAsync();
        Assert.Equal(name, (await moved.Rpc.With(client.Token).Call("profile/read")).Data.GetProperty("name").GetString());
        await Given.Session(moved.Rpc, name);
        var settings = moved.Get<SettingsStore>();
        Assert.Equal("hush", await settings.Reveal(await settings.Read(Stop), Stop));
        var calls = await (await Given.Root(moved)).Call("admin/api-call-log/read-log", new { where = new { method_id = "/v1/admin/users/read" } });
        Assert.Equal("/v1/admin/users/read", calls.Data[0].GetProperty("method_id").GetString());
        Assert.True(log.Rows > 0);

        (exitCode, output) = await Run(prefix, "--import", _folder);
        Assert.Equal(1, exitCode);
        Assert.Contains("is not empty", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unusable_folder_is_named_in_one_sentence()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "", Stop);
        var (exitCode, output) = await Run(TestApp.NewPrefix(), "--export", Path.Combine(file, "below"));
        Assert.Equal(1, exitCode);
        Assert.Contains(file, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_type_survives_export_and_import()
    {
        var (from, to) = (await Filled(few: true), TestApp.NewPrefix());
        using var target = new LogInstance(azurite, to, TimeProvider.System);
        await Export(from).Run(_folder, Stop);
        await new ImportTables(target.Tables).Run(_folder, Stop);
        var before = (await from.Tables.Accounts.GetEntityAsync<TableEntity>("all", "types", cancellationToken: Stop)).Value;
        var after = (await target.Tables.Accounts.GetEntityAsync<TableEntity>("all", "types", cancellationToken: Stop)).Value;
        foreach (var (column, value) in before.Where(column => column.Key is not ("odata.etag" or "Timestamp")))
        {
            Assert.Equal(value.GetType(), after[column].GetType());
            Assert.Equal(value, after[column]);
        }

        from.Dispose();
    }

    [Fact]
    public async Task A_stopped_export_resumes_after_its_last_complete_row()
    {
        _clock.Stop();
        using var from = await Filled();
        await Export(from).Run(_folder, Stop);
        var whole = await Files();
        foreach (var length in new[] { 0L, 1, 700, whole["Accounts.jsonl"].Length - 1, whole["Accounts.jsonl"].Length })
        {
            var file = Path.Combine(_folder, "Accounts.jsonl");
            File.Move(file, file + ".part");
            using (var cut = new FileStream(file + ".part", FileMode.Open))
            {
                cut.SetLength(length);
            }

            File.Delete(Path.Combine(_folder, "Names.jsonl"));
            using var target = new LogInstance(azurite, TestApp.NewPrefix(), TimeProvider.System);
            var refused = await Assert.ThrowsAsync<OperatorException>(() => new ImportTables(target.Tables).Run(_folder, Stop));
            Assert.Contains("no complete export", refused.Message, StringComparison.Ordinal);
            await Export(from).Run(_folder, Stop);
            Assert.Equal(whole, await Files());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(12)]
    [InlineData(300)]
    [InlineData(1_100)]
    public async Task A_stopped_import_resumes(int writes)
    {
        using var from = await Filled();
        using var target = new LogInstance(azurite, TestApp.NewPrefix(), TimeProvider.System);
        await Export(from).Run(_folder, Stop);
        target.Faults.DieAfterWrites(writes);
        await Assert.ThrowsAnyAsync<Exception>(() => new ImportTables(target.Tables).Run(_folder, Stop));
        target.Faults.Clear();
        await new ImportTables(target.Tables).Run(_folder, Stop);
        Assert.Equal(await Rows(from.Tables), await Rows(target.Tables));
        await Assert.ThrowsAsync<OperatorException>(() => new ImportTables(target.Tables).Run(_folder, Stop));
    }

    [Theory]
    [InlineData("--export")]
    [InlineData("--import")]
    public async Task Without_a_folder_the_command_prints_an_error(string option)
    {
        var (exitCode, output) = await Run(TestApp.NewPrefix(), option);
        Assert.Equal((1, true), (exitCode, output.Contains($"{option} needs a folder", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_invalid_export_file_is_reported_with_the_line()
    {
        using var from = await Filled(few: true);
        await Export(from).Run(_folder, Stop);
        await File.AppendAllTextAsync(Path.Combine(_folder, "Names.jsonl"), "{\"PartitionKey\":1}\n", Stop);
        File.Delete(Path.Combine(_folder, "manifest.json")); // an export of revision c2ef8d8 has none
        using var target = new LogInstance(azurite, TestApp.NewPrefix(), TimeProvider.System);
        var refused = await Assert.ThrowsAsync<OperatorException>(() => new ImportTables(target.Tables).Run(_folder, Stop));
        Assert.Contains("Names.jsonl, line ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_readable_only_by_their_owner_and_described_by_the_manifest()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        using var from = await Filled(few: true);
        var folder = Path.Combine(_folder, "new");
        await Export(from).Run(folder, Stop);
#pragma warning disable CA1416 // Skipped on Windows.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        Assert.All(Directory.GetFiles(folder), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
#pragma warning restore CA1416
        var manifest = await ExportManifest.Read(folder, Stop);
        Assert.Equal((null, ProductVersion.Full, 5), (manifest!.Form, manifest.Product, manifest.Tables["Names"].Rows)); // rows without a version
        Assert.Equal(Directory.GetFiles(folder, "*.jsonl").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal), manifest.Tables.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("missing")]
    [InlineData("added")]
    [InlineData("no manifest")]
    [InlineData("newer")]
    public async Task A_damaged_or_newer_export_is_refused_before_anything_is_written(string damage)
    {
        await using var app = new QuietApp(azurite);
        await app.InitializeAsync();
        await Given.User(app.Rpc);
        await new ExportTables(app.Get<Tables>(), _clock).Run(_folder, Stop);
        var (names, manifest) = (Path.Combine(_folder, "Names.jsonl"), Path.Combine(_folder, "manifest.json"));
        switch (damage)
        {
            case "changed":
                await File.WriteAllTextAsync(names, (await File.ReadAllTextAsync(names, Stop)).Replace("UserId\":\"1", "UserId\":\"2", StringComparison.Ordinal), Stop);
                break;
            case "missing":
                File.Move(Path.Combine(_folder, "Mail.jsonl"), Path.Combine(_folder, "CallLog20200102.jsonl"));
                break;
            case "added":
                await File.WriteAllTextAsync(Path.Combine(_folder, "CallLog20200102.jsonl"), "", Stop);
                break;
            case "no manifest":
                File.Delete(manifest);
                break;
            default:
                await File.WriteAllTextAsync(manifest, (await File.ReadAllTextAsync(manifest, Stop)).Replace($"\"Form\": {DataForm.Current}", $"\"Form\": {DataForm.Current + 1}", StringComparison.Ordinal), Stop);
                break;
        }

        using var target = new LogInstance(azurite, TestApp.NewPrefix(), TimeProvider.System);
        var writes = target.Faults.Writes;
        var refused = await Assert.ThrowsAsync<OperatorException>(() => new ImportTables(target.Tables).Run(_folder, Stop));
        Assert.Contains(damage switch { "no manifest" => "complete export", "newer" => "a newer one", _ => "Nothing was imported" }, refused.Message, StringComparison.Ordinal);
        Assert.Equal(writes, target.Faults.Writes);
    }

    [Fact]
    public async Task All_rows_of_a_user_are_of_one_moment_while_the_app_runs()
    {
        using var from = await Filled();
        using var writer = new LogInstance(azurite, from.Tables.Accounts.Name[..^"Accounts".Length], TimeProvider.System);
        // Partition p1 begins on the first page of 1,000 rows and ends on the second one. It changes in between.
        var page = from.Faults.Hold(request => request.Uri.Query.Contains("NextPartitionKey", StringComparison.Ordinal) && request.Uri.Path.Contains("Accounts", StringComparison.Ordinal));
        var export = Export(from).Run(_folder, Stop);
        await page.Wait();
        var rows = await writer.Tables.Accounts.QueryAsync<TableEntity>("PartitionKey eq 'p1'", cancellationToken: Stop).ToListAsync(Stop);
        foreach (var batch in rows.Chunk(100))
        {
            await writer.Tables.Accounts.SubmitTransactionAsync(
                batch.Select(row => new TableTransactionAction(TableTransactionActionType.UpdateReplace, new TableEntity(row.PartitionKey, row.RowKey) { ["Text"] = "changed" }, row.ETag)), Stop);
        }

        page.Release();
        await export;
        var exported = (await File.ReadAllLinesAsync(Path.Combine(_folder, "Accounts.jsonl"), Stop)).Where(line => line.Contains("\"p1\"", StringComparison.Ordinal)).ToList();
        Assert.Equal(rows.Count, exported.Count);
        Assert.Single(exported.Select(line => line.Contains("changed", StringComparison.Ordinal)).Distinct());
    }

    [Fact]
    public async Task The_export_has_exactly_the_names_of_its_users()
    {
        await using var app = new QuietApp(azurite);
        await app.InitializeAsync();
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        await new ExportTables(app.Get<Tables>(), _clock).Run(_folder, Stop);
        File.Delete(Path.Combine(_folder, "Names.jsonl")); // as if the export had not yet written it
        Assert.Equal(200, (await client.Call("profile/set-email", "other-" + Given.Email(name))).Status);
        await new ExportTables(app.Get<Tables>(), _clock).Run(_folder, Stop);

        var prefix = app.Prefix + "new";
        using (var target = new LogInstance(azurite, prefix, TimeProvider.System))
        {
            await new ImportTables(target.Tables).Run(_folder, Stop);
        }

        await using var moved = new QuietApp(azurite) { Prefix = prefix };
        await moved.InitializeAsync();
        await Given.Session(moved.Rpc, Given.Email(name));
        Assert.Null(await moved.FindUser("other-" + Given.Email(name)));
        await Invariants.Hold(moved);
    }

    private ExportTables Export(LogInstance from) => new(from.Tables, _clock);

    private async Task<LogInstance> Filled(bool few = false)
    {
        var log = new LogInstance(azurite, TestApp.NewPrefix(), TimeProvider.System);
        foreach (var table in log.Tables.All.Append(log.Tables.CallLog(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 60)))
        {
            await table.CreateIfNotExistsAsync(Stop);
        }

        await log.Tables.Accounts.AddEntityAsync(
            new TableEntity("all", "types")
            {
                ["Text"] = "ü \"quoted\" \n 🔑 </script>",
                ["Empty"] = "",
                ["Number"] = int.MinValue,
                ["Long"] = long.MaxValue,
                ["One"] = 1.0,
                ["Tenth"] = 0.1,
                ["Nan"] = double.NaN,
                ["Yes"] = true,
                ["Time"] = new DateTimeOffset(2026, 11, 24, 1, 2, 3, TimeSpan.Zero).AddTicks(4_567_891),
                ["Id"] = Guid.NewGuid(),
                ["Bytes"] = new byte[] { 0, 255, 10 },
            },
            Stop);
        var text = new string('x', 200);
        for (var batch = 0; batch < (few ? 0 : 13); batch++)
        {
            await log.Tables.Accounts.SubmitTransactionAsync(
                Enumerable.Range(0, 100).Select(i => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity($"p{batch % 2}", $"{batch:D2}{i:D2}") { ["Text"] = text })), Stop);
        }

        await Parallel.ForEachAsync(Enumerable.Range(0, few ? 5 : 1_100), Stop, async (i, stop) => await log.Tables.Names.AddEntityAsync(new TableEntity($"login;n{i}", "name"), stop));
        return log;
    }

    private async Task<SortedDictionary<string, string>> Files()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(_folder))
        {
            files[Path.GetFileName(file)] = await File.ReadAllTextAsync(file, Stop);
        }

        return files;
    }

    private async Task<List<string>> Rows(string prefix)
    {
        using var instance = new LogInstance(azurite, prefix, TimeProvider.System);
        return await Rows(instance.Tables);
    }

    private static async Task<List<string>> Rows(Tables tables)
    {
        var rows = new List<string>();
        await foreach (var (name, table) in tables.Stored(Stop))
        {
            await foreach (var row in table.QueryAsync<TableEntity>(cancellationToken: Stop))
            {
                // The rows of names are created from those of users, without the mark of their last write. The record of existing tables belongs to one storage
                // account.
                rows.Add(name + " " + string.Join('|', row.Where(column => column.Key is not ("odata.etag" or "Timestamp") && !(name == "Names" && column.Key == TableExtensions.Revision) && column.Key != nameof(FormRow.Made)).OrderBy(column => column.Key, StringComparer.Ordinal)
                    .Select(column => $"{column.Key} {column.Value.GetType().Name} {(column.Value is byte[] bytes ? Convert.ToBase64String(bytes) : Convert.ToString(column.Value, CultureInfo.InvariantCulture))}")));
            }
        }

        Assert.NotEmpty(rows);
        return rows;
    }

    private Task<(int ExitCode, string Output)> Run(string prefix, params string[] command) =>
        ProductProcess.RunToEnd([.. TestApp.Storage(azurite, prefix), .. command]);
}
