using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Serverless.Domain.Notifications;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.LocalHost;
using Serverless.Startup;
using Serverless.Storage;
using Serverless.Tests.Harness;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Operator;

[Trait("Category", "BlackBox")]
public sealed partial class OperatorCommandTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly TestApp _app = new(azurite);

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Resetting_root_prints_a_new_password_and_ends_its_sessions_while_the_app_runs()
    {
        var old = await Given.Session(_app.Rpc, "root", TestApp.RootPassword);
        var (exitCode, output) = await Run();
        Assert.Equal(0, exitCode);
        Assert.DoesNotContain("ready:", output, StringComparison.Ordinal);
        Assert.Equal(-32801, (await old.Call("profile/read")).Status);
        Assert.Equal(401, (await _app.Rpc.Call("session/signin", new { username = "root", password = TestApp.RootPassword })).Status);
        await Given.Session(_app.Rpc, "root", Password().Match(output).Groups[1].Value);
    }

    [Fact]
    public async Task Resetting_root_uses_the_configured_password_does_not_print_it_and_enables_root()
    {
        const string chosen = "another horse, another staple";
        await _app.Get<AccountStore>().Change(
            Actor.Nobody, User.RootId,
            change =>
            {
                change.SetEnabled(false);
                return true;
            },
            TestContext.Current.CancellationToken);
        var (exitCode, output) = await Run($"--Root:Password={chosen}");
        Assert.Equal(0, exitCode);
        Assert.DoesNotContain(chosen, output, StringComparison.Ordinal);
        await Given.Session(_app.Rpc, "root", chosen);
    }

    [Fact]
    public async Task Resetting_root_creates_root_in_empty_storage()
    {
        var (exitCode, output) = await Run($"--Storage:Prefix={_app.Prefix}empty");
        Assert.Equal(0, exitCode);
        Assert.Matches(Password(), output);
    }

    [Fact]
    public async Task Without_a_command_the_app_runs() => Assert.Null(await OperatorCommand.Run(["--port", "0"]));

    [Fact]
    public async Task Stored_settings_are_deleted_on_demand()
    {
        var root = await Given.Session(_app.Rpc, "root", TestApp.RootPassword);
        Assert.True((await root.Call("admin/settings/update", new { smtp_hostname = "mail.example.com" })).IsSuccess);
        var (exitCode, output) = await ProductProcess.RunToEnd(
            ["--reset-settings", .. TestApp.Storage(azurite, _app.Prefix)]);
        Assert.True(exitCode == 0, output);
        Assert.Equal(JsonValueKind.Null, (await root.Call("admin/settings/read")).Data.GetProperty("smtp_hostname").ValueKind);
        // The command copied its event before it ended.
        var page = (await root.Call("admin/audit/read", new { where = new { @event = "settings.reset" } })).Data;
        Assert.Equal("operator", page.GetProperty("rows")[0].GetProperty("actor_kind").GetString());
    }

    [Fact]
    public async Task Undeliverable_emails_are_sent_on_demand()
    {
        var name = await Given.User(_app.Rpc, withEmail: true);
        var user = (await _app.FindUser(name))!;
        var mail = _app.Get<Tables>().Mail;
        await mail.AddEntityAsync(
            new TableEntity("poison", "given up") { ["Message"] = $$"""{"Id":{{Ids.Random()}},"UserId":{{user.Id}},"Purpose":"ResetPassword","Attempt":4,"Requested":"2026-01-01T00:00:00Z"}""" },
            TestContext.Current.CancellationToken);
        await mail.AddEntityAsync(new TableEntity("poison", "nonsense") { ["Message"] = "nonsense" }, TestContext.Current.CancellationToken);

        var (exitCode, output) = await ProductProcess.RunToEnd(
            ["--resend-mail", .. TestApp.Storage(azurite, _app.Prefix)]);
        Assert.Equal((0, "1 mails are in the queue again. 1 messages in table Mail are no requests of mail; look at them and delete them."), (exitCode, output));
        await _app.Mail.Wait(Given.Email(name), "Reset Password");
        Assert.Equal(["nonsense"], await mail.QueryAsync<TableEntity>(cancellationToken: TestContext.Current.CancellationToken).Select(row => row.RowKey).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Messages_in_poison_queues_are_retried_on_demand()
    {
        var (name, client) = await Given.SignedInUser(_app.Rpc);
        var id = (await _app.FindUser(name))!.Id;
        var poison = _app.Get<StorageClients>().Queue($"{_app.Get<IOptions<NotificationOptions>>().Value.Queue}-poison");
        await poison.CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
        await poison.SendMessageAsync(
            $$"""{"Id":{{Ids.Random()}},"Created":"{{_app.Clock.GetUtcNow():O}}","Subject":"once more","Body":"x","UserIds":[{{id}}]}""", TestContext.Current.CancellationToken);

        var (exitCode, output) = await ProductProcess.RunToEnd(["--retry-messages", .. TestApp.Storage(azurite, _app.Prefix)]);
        Assert.True(exitCode == 0, output);
        Assert.Contains($"{poison.Name}: moved 1 message back to ", output, StringComparison.Ordinal);
        Assert.Equal(QueuePrefix.Queues.Length, output.Trim().Split('\n').Length);
        await TestTimeout.Until(async () => (await client.Call("notifications/read")).Body.Contains("once more", StringComparison.Ordinal), "The notification did not arrive.");
        Assert.Empty((await poison.PeekMessagesAsync(1, TestContext.Current.CancellationToken)).Value);
    }

    [Fact]
    public void The_runbook_names_every_poison_queue_and_only_commands_that_exist()
    {
        var runbook = Repository.Read("docs/runbook.md");
        var queues = BicepSnapshot.Sample().Where(setting => setting.Key.EndsWith("__Queue", StringComparison.Ordinal)).Select(setting => setting.Value).ToList();
        Assert.NotEmpty(queues);
        Assert.All(queues, queue => Assert.True(runbook.Contains($"| `{queue}-poison` |", StringComparison.Ordinal), $"docs/runbook.md: add `{queue}-poison` to the table of poison queues."));
        var help = Assert.Throws<LocalHostException>(() => App.CreateBuilder(["--help"])).Message;
        var options = Regex.Matches(runbook, @"-- (--[a-z][a-z-]+)").Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.Contains("--retry-messages", options);
        Assert.All(options, option => Assert.Contains($"{option} ", help, StringComparison.Ordinal));
    }

    private async Task<(int ExitCode, string Output)> Run(params string[] more) => await ProductProcess.RunToEnd(
        ["--reset-root", .. TestApp.Storage(azurite, _app.Prefix), .. more]);

    [GeneratedRegex("Name: root  Password: ([A-Za-z0-9_-]{22})  ")]
    private static partial Regex Password();
}
