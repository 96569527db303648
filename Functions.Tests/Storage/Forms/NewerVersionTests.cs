using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Domain.CallLog;
using Serverless.Domain.Email;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Notifications;
using Serverless.Domain.Permissions;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Jobs.Queues;
using Serverless.Storage;
using Serverless.Storage.Forms;
using Serverless.Storage.Rows;
using Serverless.Tests.Domain.Email;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Storage.Forms;

/// <summary>
/// Tests that this version can run beside a newer one. A newer version adds a column to all rows. This version then makes its changes, and every row that it
/// changes keeps the column.
/// </summary>
public sealed class NewerVersionTests(NewerVersionTests.App app) : IClassFixture<NewerVersionTests.App>
{
    /// <summary>The product with a transport of emails that fails on demand. Each test delivers its emails itself.</summary>
    public sealed class App : FactorApp
    {
        public App(AzuriteFixture azurite)
            : base(azurite)
        {
            ReadsQueues = false;
            Settings["RateLimits:Enabled"] = "true";
            Settings["SignUp:SendConfirmation"] = "false";
            Settings["Email:SecurityNotices"] = "false";
            Configure = services => services
                .AddSingleton<PickupTransport>()
                .AddSingleton<IEmailTransport>(provider => new EmailDeliveryTests.UnreliableTransport(provider.GetRequiredService<PickupTransport>()));
        }

        public EmailDeliveryTests.UnreliableTransport Transport => (EmailDeliveryTests.UnreliableTransport)Get<IEmailTransport>();
    }

    private const string Column = "OfANewerVersion";

    /// <summary>The rows that are not changed but written as a whole, with the reason.</summary>
    private static readonly Dictionary<string, string> Overwritten = new(StringComparer.Ordinal)
    {
        ["Counters audit;"] = "an instance writes only its own row",
    };

    private readonly HashSet<string> _changed = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_row_that_is_changed_keeps_the_columns_of_a_newer_version()
    {
        using var authenticator = FactorApp.Authenticator();
        var (name, client, secret, codes) = await FactorGiven.UserWithTotp(app);
        var user = (await app.FindUser(name))!;
        var passkey = await FactorGiven.Passkey(client, authenticator);
        var program = (await client.Call("api-tokens/create", "robot")).Data;
        var root = await Given.Root(app);
        await app.Rpc.Call("session/signin", new { username = name, password = "wrong" });
        await root.Call("admin/settings/update", new { smtp_from = "a@example.com" });
        var note = (await client.Call("notifications/read")).Data[0].GetProperty("id").GetString();
        var ticket = await FactorGiven.Ticket(app.Rpc, name);
        var email = new EmailRequest(Ids.Random(), user.Id, ActionPurpose.ConfirmEmail);
        app.Transport.Failures = 1;
        await Assert.ThrowsAsync<IOException>(() => app.Get<EmailDelivery>().Run(email, Stop));
        await AsNewerVersion(async () =>
        {
            await Ok(client.Call("profile/set-telegram-username", Given.Name()));
            await Ok(client.Call("profile/passkeys/rename", passkey, "phone"));
            await Ok(client.Call("notifications/mark-read", new object?[] { new[] { note } }));
            await Ok(client.Call("api-tokens/set-enabled", program.GetProperty("id").GetString(), true));
            await Ok(client.Call("session/reauthenticate", new { password = Given.Password }));
            await Ok(root.Call("admin/settings/update", new { smtp_from = "b@example.com" }));
        });
        await AsNewerVersion(async () =>
        {
            var wrong = await app.Rpc.Call("session/signin-second-factor", ticket, new { totp = FactorGiven.WrongCode(app, secret) });
            Assert.Equal(401, wrong.Status);
        });
        await AsNewerVersion(async () =>
        {
            await Ok(app.Rpc.Call("session/signin-second-factor", ticket, new { totp = FactorGiven.Code(app, secret) }));
        });
        await AsNewerVersion(async () =>
        {
            await Ok(app.Rpc.Call("session/signin-passkey", await FactorGiven.Answer(app.Rpc, authenticator)));
            await Ok(app.Rpc.Call("session/signin-second-factor", await FactorGiven.Ticket(app.Rpc, name), new { recovery_code = codes[0] }));
            await Ok(client.Call("profile/totp/create"));
            await app.Get<EmailDelivery>().Run(email, Stop); // replaces the secret of the first delivery
            await app.Get<EmailDelivery>().Run(email, Stop);
        });
        await AsNewerVersion(async () =>
        {
            app.Clock.Advance(TimeSpan.FromHours(1));
            await Ok(client.Call("profile/read"));
            await Ok(app.Rpc.With(program.GetProperty("token").GetString()).Call("profile/read"));
            await app.Get<FlushCalls>().Run(Stop);
            await Ok(root.Call("admin/users/update-permissions", $"{user.Id}", new { admin = true }));
            await Ok(root.Call("admin/users/set-enabled", $"{user.Id}", false));
        });

        Assert.Superset(
            new HashSet<string>
            {
                "Accounts action", "Accounts factor;passkey", "Accounts factor;recovery-codes", "Accounts factor;totp", "Accounts note", "Accounts session", "Accounts ticket", "Accounts token",
                "Accounts user", "Limits", "Settings 1",
            },
            _changed);
    }

    [Fact]
    public async Task Rows_beside_the_accounts_keep_the_columns_of_a_newer_version()
    {
        var name = await Given.User(app.Rpc, withEmail: true);
        var user = (await app.FindUser(name))!;
        var (names, limits, leases) = (app.Get<NameRows>(), app.Get<CountRows>(), app.Get<LeaseRows>());
        var (counted, claim, demo) = (Given.Name(), Ids.Random(), app.Get<DemoRows>());
        var remembered = await limits.TryWrite(new CountRow { Key = counted, Arrival = 1 }, Stop);
        await app.Get<EmailClaimRows>().TryWrite(new EmailClaimRow { Id = claim }, Stop);
        await leases.TryWrite(new LeaseRow { Name = counted }, Stop);
        await demo.TryAdd(new DemoRow { Begun = app.Clock.GetUtcNow(), FirstUser = 1 }, Stop);
        var broadcast = (await (await Given.Root(app)).Call("admin/notifications/create-for-all", "News", "")).Data.GetProperty("id").GetString()!;
        var forms = new FormRows(app.Get<Tables>());
        await AsNewerVersion(async () =>
        {
            var row = (await names.Find(new Name(NameKind.Login, name).Key, Stop))!;
            var pending = await names.TryUpdate(row with { PendingUntil = app.Clock.GetUtcNow() }, Stop);
            Assert.NotNull(await names.TryUpdate(pending! with { PendingUntil = null }, Stop));

            Assert.Null(await limits.TryWrite(remembered! with { Arrival = 2 }, Stop)); // the newer version was faster
            var count = await limits.TryWrite((await limits.Find(counted, Stop))! with { Arrival = 2 }, Stop);
            Assert.NotNull(await limits.TryWrite(count! with { Arrival = 3 }, Stop)); // as an instance that remembers what it wrote

            var claims = app.Get<EmailClaimRows>();
            Assert.NotNull(await claims.TryWrite((await claims.Find(claim, Stop))! with { IsSettled = true }, Stop));
            var lease = await leases.TryWrite((await leases.Find(counted, Stop))! with { IsFree = true }, Stop);
            Assert.NotNull(await leases.TryWrite(lease! with { IsFree = false }, Stop));
            Assert.True(await demo.TryUpdate((await demo.Find(Stop))! with { IsComplete = true }, Stop));
            await app.Job<SpreadNotification>().Run(JsonSerializer.Serialize(new BroadcastPart(long.Parse(broadcast, null))), Stop);
            var form = await forms.TryWrite((await forms.Read(Stop))! with { Made = "x" }, Stop);
            Assert.NotNull(await forms.TryWrite(form! with { Made = null }, Stop));
            await app.Get<Ids>().LeaseBlock(1, Stop);
        });
        Assert.Superset(new HashSet<string> { "Counters broadcast", "Counters demo", "Counters ids", "Counters lease", "Limits", "Names", "Settings version" }, _changed);
    }

    [Fact]
    public async Task An_export_works_and_an_erasure_deletes_rows_with_columns_of_a_newer_version_and_rows_of_unknown_kinds()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        var (id, accounts) = ((await app.FindUser(name))!.Id, app.Get<Tables>().Accounts);
        await AddColumn();
        await accounts.AddEntityAsync(new TableEntity(Key.Encode(id), "kind-of-a-newer-version;1") { [Column] = "secret" }, Stop);
        var exported = await client.Call("profile/export");
        Assert.Equal(name, exported.Data.GetProperty("user").GetProperty("name").GetString());
        Assert.DoesNotContain(Column, exported.ToString(), StringComparison.Ordinal);

        await app.Get<EraseUser>().Run(Actor.Nobody, id, Stop);
        await app.Get<EraseUser>().Finish(id, Stop);
        Assert.Empty(await accounts.QueryAsync<TableEntity>($"PartitionKey eq '{Key.Encode(id)}'", cancellationToken: Stop).ToListAsync(Stop));
    }

    private static async Task Ok(Task<RpcAnswer> call)
    {
        var answer = await call;
        Assert.True(answer.Status == 200, answer.ToString());
    }

    /// <summary>Adds a column to all rows, lets this version make changes, and checks that no row lost the column.</summary>
    private async Task AsNewerVersion(Func<Task> change)
    {
        await app.FinishFollowUps();
        await AddColumn();
        var before = await Rows();
        await change();
        await app.FinishFollowUps();
        var after = await Rows();
        foreach (var (key, row) in after.Where(row => before.TryGetValue(row.Key, out var earlier) && earlier.ETag != row.Value.ETag))
        {
            if (!Overwritten.Keys.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal)))
            {
                Assert.True(row.GetString(Column) == "kept", $"{key} lost the column.");
                _changed.Add(KindOf(key, row));
            }
        }
    }

    private static string KindOf(string key, TableEntity row)
    {
        var table = key.Split(' ')[0];
        return table switch
        {
            nameof(Tables.Counters) => $"{table} {row.PartitionKey}",
            nameof(Tables.Accounts) when row.RowKey.StartsWith("factor;", StringComparison.Ordinal) => $"{table} {string.Join(';', row.RowKey.Split(';').Take(2))}",
            nameof(Tables.Accounts) => $"{table} {row.RowKey.Split(';')[0]}",
            nameof(Tables.Settings) => $"{table} {row.RowKey}",
            _ => table,
        };
    }

    private IEnumerable<(string Name, TableClient Table)> Changed()
    {
        var tables = app.Get<Tables>();
        return ((TableClient[])[tables.Accounts, tables.Names, tables.Limits, tables.Counters, tables.Mail, tables.Settings]).Select(table => (tables.NameOf(table), table));
    }

    private async Task AddColumn()
    {
        foreach (var (_, table) in Changed())
        {
            await foreach (var row in table.QueryAsync<TableEntity>(cancellationToken: Stop))
            {
                await table.UpdateEntityAsync(new TableEntity(row.PartitionKey, row.RowKey) { [Column] = "kept" }, ETag.All, TableUpdateMode.Merge, Stop);
            }
        }
    }

    private async Task<Dictionary<string, TableEntity>> Rows()
    {
        var rows = new Dictionary<string, TableEntity>();
        foreach (var (name, table) in Changed())
        {
            await foreach (var row in table.QueryAsync<TableEntity>(cancellationToken: Stop))
            {
                rows.Add($"{name} {row.PartitionKey};{row.RowKey}", row);
            }
        }

        return rows;
    }
}
