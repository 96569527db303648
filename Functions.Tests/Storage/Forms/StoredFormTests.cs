using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Serverless.Domain.Email;
using Serverless.Domain.EmailTokens;
using Serverless.Storage;
using Serverless.Storage.Exports;
using Serverless.Storage.Forms;
using Serverless.Telemetry;
using Serverless.Tests.Harness;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Storage.Forms;

/// <summary>Tests that the version of stored data decides whether an instance serves calls.</summary>
public sealed class StoredFormTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_instance_starts_with_one_read_when_all_tables_exist()
    {
        await using var first = new TestApp(azurite);
        await first.InitializeAsync();
        await using var second = new TestApp(azurite) { Prefix = first.Prefix };
        await second.InitializeAsync();
        Assert.Equal(1, second.Transactions.Count);
        await Given.SignedInUser(second.Rpc, withEmail: true);
    }

    [Fact]
    public async Task New_data_gets_the_current_version()
    {
        await using var app = new TestApp(azurite);
        await app.InitializeAsync();
        var row = await app.Get<FormRows>().Read(Stop);
        Assert.Equal((DataForm.Current, ProductVersion.Full, null), (row!.Form, row.Product, row.MovingTo));
    }

    [Fact]
    public async Task Refuses_newer_data_at_start_and_writes_nothing()
    {
        var prefix = await Prepared(row => row with { Form = DataForm.Current + 1, Product = "9.9.9" });
        var before = await Rows(prefix);
        await using var app = new TestApp(azurite) { Prefix = prefix };
        await app.InitializeAsync();
        await IsRefused(app, "9.9.9");
        Assert.Equal(before, await Rows(prefix));

        await Write(prefix, row => row with { Form = DataForm.Current });
        await TestTimeout.Until(async () => (await app.Rpc.Get("/api/healthcheck")).HttpStatus == 200, "The app did not notice that the data is right now.");
        await Given.Session(app.Rpc, "root", TestApp.RootPassword);
    }

    [Fact]
    public async Task A_running_instance_notices_a_newer_version_within_a_minute_and_recovers()
    {
        await using var app = new TestApp(azurite);
        await app.InitializeAsync();
        var (name, client) = await Given.SignedInUser(app.Rpc);
        await Write(app.Prefix, row => row with { MovingTo = DataForm.Current + 1, Product = "9.9.9" });
        Assert.Equal(200, (await client.Call("profile/read")).Status);

        app.Clock.Advance(WatchForm.Interval);
        await app.Rpc.Call("test/test"); // traffic
        await TestTimeout.Until(() => app.Get<FormState>().Refusal is not null, "The instance did not look.");
        await IsRefused(app, "9.9.9");

        await Write(app.Prefix, row => row with { MovingTo = null });
        app.Clock.Advance(WatchForm.Interval);
        await app.Rpc.Call("test/test");
        await TestTimeout.Until(async () => (await client.Call("profile/read")).Status == 200, "The instance did not come back.");
        await Given.Session(app.Rpc, name);
    }

    [Fact]
    public async Task The_version_is_checked_once_a_minute_and_only_with_traffic()
    {
        await using var app = new QuietApp(azurite);
        await app.InitializeAsync();
        app.Clock.Advance(TimeSpan.FromHours(1));
        var before = app.Transactions.Count;
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.Rpc.Call("test/test")));
        await TestTimeout.Until(() => app.Transactions.Count > before, "Nothing was read.");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.Rpc.Call("test/test")));
        Assert.Equal(1, app.Transactions.Count - before);
    }

    [Fact]
    public async Task Queue_messages_and_timers_wait_while_the_data_is_refused()
    {
        await using var app = new TestApp(azurite) { Settings = { ["SignUp:SendConfirmation"] = "false" } };
        await app.InitializeAsync();
        var name = await Given.User(app.Rpc, withEmail: true);
        var user = (await app.FindUser(name))!;
        app.Get<FormState>().Refuse("for a while");
        using (FormGate.Exemption())
        {
            await app.Get<EmailQueue>().Send(new EmailRequest(Ids.Random(), user.Id, ActionPurpose.ConfirmEmail), Stop);
        }

        var queue = app.Get<StorageClients>().Queue($"{app.Prefix}-email");
        await TestTimeout.Until(
            async () =>
            {
                using var exemption = FormGate.Exemption();
                return (await queue.PeekMessagesAsync(cancellationToken: Stop)).Value.Length == 0; // taken and invisible
            },
            "The message was not taken.");
        Assert.Empty(app.Mail.All);
        app.Get<FormState>().Open();
        await app.Mail.Wait(Given.Email(name), "Confirm your email");
    }

    [Theory]
    [InlineData("user", "an older development revision wrote it")]
    [InlineData("something", "an older development revision wrote it")]
    public async Task Refuses_data_without_a_version_that_c2ef8d8_did_not_write(string rowKey, string sentence)
    {
        var prefix = TestApp.NewPrefix();
        using (var old = new LogInstance(azurite, prefix, TimeProvider.System))
        {
            await old.Tables.Accounts.CreateIfNotExistsAsync(Stop);
            await old.Tables.Accounts.AddEntityAsync(new TableEntity("1", rowKey) { ["Name"] = "root" }, Stop);
        }

        await using var app = new TestApp(azurite) { Prefix = prefix };
        await app.InitializeAsync();
        await IsRefused(app, sentence);
        Assert.Single(await Rows(prefix));

        var (exitCode, output) = await ProductProcess.RunToEnd([.. TestApp.Storage(azurite, prefix), "--reset-root"]);
        Assert.Equal((1, true), (exitCode, output.Contains(sentence, StringComparison.Ordinal)));
        Assert.Single(await Rows(prefix));
    }

    [Fact]
    public async Task A_crash_before_the_first_root_leaves_no_unknown_data()
    {
        var prefix = TestApp.NewPrefix();
        using (var instance = new LogInstance(azurite, prefix, TimeProvider.System))
        {
            await Task.WhenAll(instance.Tables.All.Select(table => table.CreateIfNotExistsAsync(Stop)));
        }

        await using var app = new TestApp(azurite) { Prefix = prefix };
        await app.InitializeAsync();
        await Given.Session(app.Rpc, "root", TestApp.RootPassword);
    }

    [Fact]
    public async Task Refuses_tables_that_an_import_has_not_filled_yet()
    {
        var prefix = TestApp.NewPrefix();
        using (var instance = new LogInstance(azurite, prefix, TimeProvider.System))
        {
            await instance.Tables.Counters.CreateIfNotExistsAsync(Stop);
            await instance.Tables.Counters.AddEntityAsync(new TableEntity(ImportProgress.Partition, "Accounts") { ["Lines"] = 1L }, Stop);
        }

        await using var app = new TestApp(azurite) { Prefix = prefix };
        await app.InitializeAsync();
        await IsRefused(app, "Run --import");
    }

    [Fact]
    public async Task Logs_once_what_to_do()
    {
        using var log = new LogCapture();
        var prefix = await Prepared(row => row with { Form = DataForm.Current + 1, Product = "9.9.9" });
        await using var app = new TestApp(azurite) { Prefix = prefix, Configure = services => log.AddTo(services) };
        await app.InitializeAsync();
        await IsRefused(app, "9.9.9");
        Assert.Single(log.Entries, entry => entry.Contains("Run version 9.9.9 or a newer one", StringComparison.Ordinal) && entry.Contains(" 377: ", StringComparison.Ordinal));
    }

    private static async Task IsRefused(TestApp app, string sentence)
    {
        var health = await app.Rpc.Get("/api/healthcheck");
        Assert.Equal(503, health.HttpStatus);
        Assert.Contains(sentence, health.Text, StringComparison.Ordinal);
        Assert.Contains("docs/operations/upgrade.md", health.Text, StringComparison.Ordinal);
        Assert.True(health.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        foreach (var method in (string[])["test/test", "profile/read", "session/signin"])
        {
            var answer = await app.Rpc.Call(method, new { });
            Assert.Equal((503, 503, "Service Unavailable"), (answer.HttpStatus, answer.Status, answer.Text));
        }

        var session = await app.Rest.Post("/api/user/session", new { user = "root", pass = TestApp.RootPassword });
        Assert.Equal((503, "SERVICE_UNAVAILABLE_ERROR"), (session.Status, session["code"].GetString()));
        var account = await app.Rest.Post("/sign_in", new { username = "root", password = TestApp.RootPassword });
        Assert.Equal((503, JsonValueKind.String), (account.Status, account["errors"].ValueKind));
    }

    /// <summary>Prepares data of an app that ran before, with another version row.</summary>
    private async Task<string> Prepared(Func<FormRow, FormRow> change)
    {
        await using var app = new TestApp(azurite);
        await app.InitializeAsync();
        await Write(app.Prefix, change);
        return app.Prefix;
    }

    private async Task Write(string prefix, Func<FormRow, FormRow> change)
    {
        using var instance = new LogInstance(azurite, prefix, TimeProvider.System);
        var rows = new FormRows(instance.Tables);
        Assert.NotNull(await rows.TryWrite(change((await rows.Read(Stop))!), Stop));
    }

    private async Task<List<string>> Rows(string prefix)
    {
        var rows = new List<string>();
        using var instance = new LogInstance(azurite, prefix, TimeProvider.System);
        await foreach (var (name, table) in instance.Tables.Stored(Stop))
        {
            try
            {
                await foreach (var row in table.QueryAsync<TableEntity>(cancellationToken: Stop))
                {
                    rows.Add($"{name} {row.PartitionKey} {row.RowKey} {row.ETag}");
                }
            }
            catch (RequestFailedException missing) when (missing.ErrorCode == "TableNotFound")
            {
            }
        }

        return rows;
    }
}
