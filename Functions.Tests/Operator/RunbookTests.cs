using Azure.Data.Tables;
using Serverless.LocalHost;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Operator;

/// <summary>Tests the procedures of docs/runbook.md, step by step. <see cref="OperatorCommandTests"/> tests sending emails again.</summary>
[Trait("Category", "BlackBox")]
public sealed class RunbookTests(AzuriteFixture azurite) : IDisposable
{
    private const int Waiting = 6;

    private readonly string _folder = Directory.CreateTempSubdirectory("serverless-backup-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_backup_is_inspected_beside_production_without_touching_its_queues()
    {
        // Production without its own Storage__Prefix would share the emulator with every other test, so its prefix represents "none".
        await using var production = new TestApp(azurite) { ReadsQueues = false };
        await production.InitializeAsync();
        for (var i = 0; i < Waiting; i++)
        {
            await Given.User(production.Rpc, withEmail: true);
        }

        var name = await Given.User(production.Rpc);
        await Command(production.Prefix, azurite.ConnectionString, "--export");
        var restored = production.Prefix[..8] + "restored";
        await Command(restored, azurite.ConnectionString, "--import");
        var (product, address) = await ProductProcess.Start([$"--AzureWebJobsStorage={azurite.ConnectionString}", $"--Storage:Prefix={restored}", $"--Email:PickupDirectory={Path.Combine(_folder, "mail")}", .. TestApp.PatientTimeouts]);
        await using (product)
        {
            using var http = PatientHttp.Client(address);
            await Given.Session(new RpcClient(http), name);
            // Its own queue is emptied, which shows that it listens.
            await Given.User(new RpcClient(http), withEmail: true);
            var own = production.Get<StorageClients>().Queue($"{restored}-email");
            await TestTimeout.Until(async () => (await own.GetPropertiesAsync(Stop)).Value.ApproximateMessagesCount == 0, "The restored app does not read its own queue.");
            var messages = (await production.Get<StorageClients>().Queue($"{production.Prefix}-email").PeekMessagesAsync(32, Stop)).Value;
            Assert.Equal(Waiting, messages.Length);
            Assert.All(messages, message => Assert.Equal(0, message.DequeueCount));
        }
    }

    [Fact]
    public async Task An_installation_is_restored_into_another_account_or_region()
    {
        await using var elsewhere = await Azurite.StartAsync(new AzuriteOptions());
        string name, link;
        RpcClient client;
        await using (var old = new TestApp(azurite))
        {
            await old.InitializeAsync();
            (name, client) = await Given.SignedInUser(old.Rpc, withEmail: true);
            await old.Rpc.Call("session/send-password-reset-email", name);
            link = Mailbox.Token(await old.Mail.Wait(Given.Email(name), "Reset Password"));
            await Command(old.Prefix, azurite.ConnectionString, "--export");
        }

        await Command("moved", elsewhere.ConnectionString, "--import");
        var (product, address) = await ProductProcess.Start([$"--AzureWebJobsStorage={elsewhere.ConnectionString}", "--Storage:Prefix=moved", $"--Email:PickupDirectory={Path.Combine(_folder, "mail")}", .. TestApp.PatientTimeouts]);
        await using (product)
        {
            using var http = PatientHttp.Client(address);
            var rpc = new RpcClient(http);
            Assert.Equal(name, (await rpc.With(client.Token).Call("profile/read")).Data.GetProperty("name").GetString());
            await Given.Session(rpc, name);
            Assert.Equal(200, (await rpc.Call("session/set-password-by-token", link, "a password of the new place")).Status);
            await Given.Session(rpc, "root", TestApp.RootPassword);
        }
    }

    [Fact]
    public async Task An_erased_user_is_missing_from_the_next_export_and_stays_in_the_earlier_one()
    {
        await using var app = new TestApp(azurite);
        await app.InitializeAsync();
        var name = await Given.User(app.Rpc, withEmail: true);
        var id = (await app.FindUser(name))!.Id;
        await Command(app.Prefix, azurite.ConnectionString, "--export");
        Assert.Contains(name, await Exported(), StringComparison.Ordinal);
        await app.Mail.Wait(Given.Email(name), "Confirm your email");

        var root = await Given.Root(app);
        Assert.Equal(200, (await root.Call("admin/users/delete", Key.Encode(id))).Status);
        await TestTimeout.Until(async () => !await app.Get<Tables>().Accounts.QueryAsync<TableEntity>($"PartitionKey eq '{id}'", cancellationToken: Stop).AnyAsync(Stop), "His rows stay.");
        Directory.Delete(_folder, recursive: true);
        await Command(app.Prefix, azurite.ConnectionString, "--export");
        Assert.DoesNotContain(name, await Exported(), StringComparison.Ordinal);
    }

    private async Task Command(string prefix, string connection, string command)
    {
        var (exitCode, output) = await ProductProcess.RunToEnd($"--AzureWebJobsStorage={connection}", $"--Storage:Prefix={prefix}", command, _folder);
        Assert.True(exitCode == 0, output);
    }

    private async Task<string> Exported() => string.Concat(await Task.WhenAll(((string[])["Accounts", "Names", "Mail"]).Select(table => File.ReadAllTextAsync(Path.Combine(_folder, table + ".jsonl"), Stop))));
}
