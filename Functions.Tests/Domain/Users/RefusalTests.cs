using Azure.Data.Tables;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Users;

/// <summary>Tests that a refused call leaves every table unchanged.</summary>
public sealed class RefusalTests(RefusalTests.App app) : IClassFixture<RefusalTests.App>
{
    /// <summary>The product that handles no messages: the emails of sign-ups would change tables meanwhile.</summary>
    public sealed class App : TestApp
    {
        public App(AzuriteFixture azurite)
            : base(azurite) => ReadsQueues = false;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refused_call_writes_nothing()
    {
        var root = await Given.Root(app);
        var taken = await Given.User(app.Rpc, withEmail: true);
        var (name, user) = await Given.SignedInUser(app.Rpc, withEmail: true);
        var id = (await user.Call("profile/read")).Data.GetProperty("id").GetString();
        await user.Call("profile/set-telegram-username", "telegram_of_" + name[..8]);
        var (other, hasTelegram) = await Given.SignedInUser(app.Rpc);
        await hasTelegram.Call("profile/set-telegram-username", "taken_" + other[..8]);
        for (var i = 0; i < AccountChange.MaximumTokens; i++)
        {
            Assert.Equal(200, (await user.Call("api-tokens/create", $"{i}")).Status);
        }

        var token = (await user.Call("api-tokens/read")).Data[0].GetProperty("id").GetString();
        (string Method, RpcClient Client, object?[] Parameters)[] refusals =
        [
            ("api-tokens/create", user, ["one too many"]),
            ("api-tokens/create", user, [new string('x', 256)]),
            ("api-tokens/delete", user, ["99999999999"]),
            ("api-tokens/set-enabled", user, ["99999999999", false]),
            ("api-tokens/set-permissions", user, [token, new { admin = true }]),
            ("api-tokens/update-permissions", user, [token, new { admin = true }]),
            ("profile/set-email", user, [Given.Email(taken)]),
            ("profile/set-email", user, ["no address"]),
            ("profile/set-telegram-username", user, ["taken_" + other[..8]]),
            ("profile/set-telegram-username", user, ["x"]),
            ("profile/set-password", user, ["short"]),
            ("session/signup", app.Rpc, [new { username = taken, password = Given.Password }]),
            ("session/signup", app.Rpc, [new { username = Given.Name(), password = Given.Password, email = Given.Email(taken) }]),
            ("session/signup", app.Rpc, [new { username = Given.Name(), password = "short" }]),
            ("session/signin", app.Rpc, [new { username = taken, password = "wrong" }]),
            ("session/signin", app.Rpc, [new { username = taken, password = Given.Password }, new[] { "admin" }]),
            ("session/confirm-email-by-token", app.Rpc, ["garbage"]),
            ("session/refuse-email-by-token", app.Rpc, ["garbage"]),
            ("session/undo-email-change", app.Rpc, ["garbage"]),
            ("session/set-password-by-token", app.Rpc, ["garbage", Given.Password]),
            ("admin/users/create", root, [new { username = taken, password = Given.Password }]),
            ("admin/users/create", root, [new { username = Given.Name(), password = "short" }]),
            ("admin/users/create", root, [new { username = Given.Name(), permissions = new { nonsense = true } }]),
            ("admin/users/delete", root, ["1"]),
            ("admin/users/delete", root, ["99999999999"]),
            ("admin/users/set-enabled", root, ["root", false]),
            ("admin/users/set-permissions", root, [id, new { nonsense = true }]),
            ("admin/users/update-permissions", root, ["1", new { admin = false }]),
            ("admin/users/set-username", root, ["root", Given.Name()]),
            ("admin/users/set-username", root, [id, taken]),
            ("admin/users/set-username", root, [id, "x"]),
            ("admin/users/set-password", root, [id, "short"]),
            ("admin/settings/update", root, [new { smtp_port = "many" }]),
            ("admin/settings/update", root, [new { nonsense = 1 }]),
        ];
        foreach (var (method, client, parameters) in refusals)
        {
            var before = await Contents();
            var answer = await client.Call(method, parameters);
            Assert.False(answer.IsSuccess, $"{method} was not refused.");
            Assert.InRange(answer.HttpStatus, 400, 499);
            Assert.True(before.SetEquals(await Contents()), $"{method} was refused with {answer.Status} {answer.Text}, and wrote something.");
        }
    }

    [Fact]
    public async Task A_refused_call_of_the_other_families_writes_nothing()
    {
        var taken = await Given.User(app.Rpc, withEmail: true);
        var (account, user) = await AccountGiven.User(app.Rest);
        var (own, session) = (account["username"].GetString()!, app.Rest.With((await Given.Session(app.Rpc, account["username"].GetString()!)).Token));
        var token = app.Rest.With((await (await Given.Session(app.Rpc, own)).Call("api-tokens/create", "t")).Data.GetProperty("token").GetString());
        object password = new { current_password = "wrong", password = "another winding road", password_confirmation = "another winding road" };
        Func<Task<RestReply>>[] refusals =
        [
            () => app.Rest.Post("/api/v2/sign_up", AccountGiven.Form(taken)),
            () => app.Rest.Post("/api/v2/sign_up", AccountGiven.Form(Given.Name(), "short")),
            () => app.Rest.Post("/api/v2/sign_in", new { login = taken, password = "wrong" }),
            () => app.Rest.Post("/api/v2/sign_in_with/wechat", new { uid = "x" }),
            () => app.Rest.Post("/api/v2/reset_password", new { email = "no address" }),
            () => user.Put("/api/v2/user", new { email = Given.Email(taken), fullname = "Ann" }),
            () => user.Put("/api/v2/user", new { fullname = new string('x', 121) }),
            () => user.Put("/api/v2/user/password", password),
            () => user.Put("/api/v2/user/password", new { current_password = Given.Password, password = "short", password_confirmation = "short" }),
            () => token.Put("/api/v2/user", new { fullname = "Ann" }),
            () => app.Rest.Post("/api/register", new { username = taken, email = Given.Email(Given.Name()), password = Given.Password, repeatPassword = Given.Password }),
            () => app.Rest.Post("/api/register", new { username = Given.Name(), email = "no address", password = Given.Password, repeatPassword = Given.Password }),
            () => app.Rest.Post("/api/user/session", new { user = taken, pass = "wrong" }),
            () => session.Delete("/api/user/session/1"),
            () => session.Delete("/api/user/sessions", new { sessions = "none" }),
            () => session.Delete("/api/user/1/sessions/all"),
            () => session.Delete("/api/users/me/sessions/1"),
            () => token.Delete("/api/user/sessions/all"),
        ];
        for (var i = 0; i < refusals.Length; i++)
        {
            await app.FinishFollowUps();
            var before = await Contents();
            var reply = await refusals[i]();
            await app.FinishFollowUps();
            Assert.True(reply.Status is >= 400 and < 500, $"{i} was not refused: {reply}");
            Assert.True(before.SetEquals(await Contents()), $"{i} was refused with {reply}, and wrote something.");
        }
    }

    [Fact]
    public async Task A_change_that_ends_in_a_refusal_is_not_written()
    {
        var user = (await app.FindUser(await Given.User(app.Rpc)))!;
        var accounts = app.Get<AccountStore>();
        var before = await Contents();
        Assert.False(await accounts.Change(Actor.Nobody, user.Id, change => Refuse(change, false), Stop));
        Assert.Null(await accounts.Change(Actor.Nobody, user.Id, change => Refuse<string?>(change, null), Stop));
        Assert.True(before.SetEquals(await Contents()));
        Assert.True(await accounts.Change(Actor.Nobody, user.Id, change => Refuse(change, true), Stop));
        Assert.False(before.SetEquals(await Contents()));

        static T Refuse<T>(AccountChange change, T outcome)
        {
            change.Notify(SecurityNotice.PasswordChanged, change.User.Created);
            return outcome;
        }
    }

    /// <summary>Returns every row of the tables with data of users. Limits and leased ids are left out, because they count attempts by design.</summary>
    private async Task<HashSet<string>> Contents()
    {
        var tables = app.Get<Tables>();
        var rows = new HashSet<string>(StringComparer.Ordinal);
        foreach (var table in new[] { tables.Accounts, tables.Names, tables.Index, tables.Mail, tables.Settings })
        {
            await foreach (var row in table.QueryAsync<TableEntity>(cancellationToken: Stop))
            {
                // A released name has no row; a name that remains has another ETag.
                rows.Add($"{table.Name} {row.PartitionKey} {row.RowKey} {row.ETag}");
            }
        }

        return rows;
    }
}
