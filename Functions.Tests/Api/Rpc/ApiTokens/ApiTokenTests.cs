using System.Text.Json;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;
using Serverless.Domain.SignIn;
using Serverless.Domain.Users;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.ApiTokens;

/// <summary>Tests API tokens (rpc.md 3.4 and 4).</summary>
public sealed class ApiTokenTests(TestApp app) : IClassFixture<TestApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_token_works_at_once_and_has_no_permissions()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var created = (await client.Call("api-tokens/create", "my program")).Data;
        Assert.Equal(["id", "token", "userId", "username", "permissions"], created.EnumerateObject().Select(member => member.Name));
        Assert.Matches("^slt_[0-9A-Za-z]{54}$", created.GetProperty("token").GetString());
        Assert.Matches("^[0-9]+$", created.GetProperty("id").GetString());
        Assert.Equal(name, created.GetProperty("username").GetString());
        Assert.Equal("{}", created.GetProperty("permissions").GetRawText());

        var program = app.Rpc.With(created.GetProperty("token").GetString());
        var auth = (await program.Call("session/signin")).Data.GetProperty("auth");
        Assert.Equal((created.GetProperty("userId").GetString(), "{}"), (auth.GetProperty("user_id").GetString(), auth.GetProperty("permissions").GetRawText()));
        Assert.Equal(200, (await program.Call("profile/read")).Status);
        Assert.Equal(404, (await program.Call("session/signout")).Status);
    }

    [Fact]
    public async Task A_call_with_a_token_costs_one_read()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var (_, program) = await Create(client);
        Assert.Equal(1, await app.CostOf(() => program.Call("test/test")));
    }

    [Fact]
    public async Task Lists_tokens_without_their_secrets()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var none = await client.Call("api-tokens/read");
        Assert.Equal("""{"jsonrpc":"2.0","result":{"status":200,"status_text":"OK","exception":false,"data":null,"meta":{"total":"0","summary":{"total":"0"}}}}""", none.Body);

        var (beta, _) = await Create(client, "Beta");
        var (alpha, _) = await Create(client, "alpha");
        var all = await client.Call("api-tokens/read");
        Assert.Equal([beta, alpha], Ids(all));
        Assert.Equal(["id", "user_id", "permissions", "name", "enabled", "created", "expires", "last_used", "hint"], all.Data[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal("2", all.Envelope.GetProperty("result").GetProperty("meta").GetProperty("total").GetString());
        Assert.Equal([alpha, beta], Ids(await client.Call("api-tokens/read", new { order_by = new[] { new[] { "name", "desc" } } })));
        Assert.Equal([beta], Ids(await client.Call("api-tokens/read", new { order_by = "name", limit = 1 })));
        Assert.Equal([alpha], Ids(await client.Call("api-tokens/read", new { order_by = "name", offset = 1 })));
        Assert.Equal([alpha], Ids(await client.Call("api-tokens/read", new { where = new { search = new[] { "like", "LPH" } } })));
        Assert.Equal(JsonValueKind.Null, (await client.Call("api-tokens/read", new { where = new { search = new[] { "like", "%" } } })).Data.ValueKind);

        var one = await client.Call("api-tokens/read", new { id = beta });
        Assert.Equal((beta, 1), (one.Data.GetProperty("id").GetString(), one.Rows));
        Assert.Equal((JsonValueKind.Null, 0), ((await client.Call("api-tokens/read", new { id = "1" })).Data.ValueKind, (await client.Call("api-tokens/read", new { id = "1" })).Rows));
    }

    [Fact]
    public async Task A_disabled_or_deleted_token_stops_working_with_the_next_call()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var (id, program) = await Create(client);
        Assert.Equal(1, (await client.Call("api-tokens/set-enabled", id, false)).Rows);
        Assert.Equal(-32801, (await program.Call("profile/read")).Status);
        Assert.Equal(1, (await client.Call("api-tokens/set-enabled", id, false)).Rows);
        Assert.Equal(1, (await client.Call("api-tokens/set-enabled", id, true)).Rows);
        Assert.Equal(200, (await program.Call("profile/read")).Status);
        Assert.Equal(200, (await client.Call("api-tokens/delete", id)).Status);
        Assert.Equal(-32801, (await program.Call("profile/read")).Status);
    }

    [Theory]
    [InlineData("api-tokens/delete")]
    [InlineData("api-tokens/get-permissions")]
    [InlineData("api-tokens/set-enabled", true)]
    [InlineData("api-tokens/set-permissions", "map")]
    [InlineData("api-tokens/update-permissions", "map")]
    public async Task Users_cannot_reach_tokens_of_others(string method, object? more = null)
    {
        var (_, owner) = await Given.SignedInUser(app.Rpc);
        var (_, stranger) = await Given.SignedInUser(app.Rpc);
        var (id, _) = await Create(owner);
        foreach (var other in new[] { id, "1", "nonsense", "-1", "99999999999999999999" })
        {
            object?[] parameters = more switch { null => [other], "map" => [other, new { }], _ => [other, more] };
            var answer = await stranger.Call(method, parameters);
            Assert.Equal((404, 404, "Token not found"), (answer.HttpStatus, answer.Status, answer.Text));
        }

        Assert.Equal([id], Ids(await owner.Call("api-tokens/read")));
    }

    [Fact]
    public async Task A_token_holds_only_granted_permissions_that_its_owner_holds()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var (id, program) = await Create(client);
        Assert.Equal("[]", (await client.Call("api-tokens/get-permissions", id)).Data.GetRawText());
        var refused = await client.Call("api-tokens/set-permissions", id, new { admin = false });
        Assert.Equal((400, """Token permission "admin" is not valid"""), (refused.Status, refused.Text));

        await Allow(name, "admin", true);
        Assert.Equal("""[{"id":"admin","enabled":false,"name":"Administrator","description":"Manages users, settings and the call log."}]""", (await client.Call("api-tokens/get-permissions", id)).Data.GetRawText());
        Assert.Equal(200, (await client.Call("api-tokens/set-permissions", id, new { admin = true })).Status);
        Assert.Equal("""{"admin":true}""", await Held(program));
        Assert.Equal("""{"admin":true}""", (await client.Call("api-tokens/read")).Data[0].GetProperty("permissions").GetRawText());

        await Allow(name, "admin", false);
        Assert.Equal("{}", await Held(program));
        await Allow(name, "admin", true);
        Assert.Equal("""{"admin":true}""", await Held(program));
        Assert.Equal(200, (await client.Call("api-tokens/update-permissions", id, new { })).Status);
        Assert.Equal("""{"admin":true}""", await Held(program));
        Assert.Equal(200, (await client.Call("api-tokens/set-permissions", id, new { })).Status);
        Assert.Equal("{}", await Held(program));
    }

    [Fact]
    public async Task A_token_of_root_is_root_but_no_administrator_without_the_permission()
    {
        var root = await Given.Root(app);
        var (id, program) = await Create(root);
        Assert.Equal(200, (await program.Call("session/signin", null, new[] { "root" })).Status);
        Assert.Equal(403, (await program.Call("session/signin", null, new[] { "admin" })).Status);
        Assert.Equal(-32801, (await program.Call("admin/users/delete-sessions", "1")).Status);

        Assert.Equal(200, (await root.Call("api-tokens/set-permissions", id, new { admin = true })).Status);
        Assert.Equal(200, (await program.Call("admin/users/read")).Status);
        Assert.Equal(403, (await program.Call("admin/users/delete-sessions", "1")).Status);
        Assert.Equal(403, (await program.Call("admin/users/set-password", "root", "a password of the token's own")).Status);
        Assert.Equal(200, (await root.Call("session/signin")).Status);
    }

    [Fact]
    public async Task A_token_cannot_change_other_tokens_or_gain_permissions()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        await Allow(name, "admin", true);
        var (otherId, other) = await Create(client);
        var (id, program) = await Create(client);
        Assert.Equal(200, (await client.Call("api-tokens/set-permissions", id, new { admin = true })).Status);
        foreach (var answer in new[]
        {
            await program.Call("api-tokens/delete", otherId),
            await program.Call("api-tokens/set-enabled", otherId, false),
            await program.Call("api-tokens/set-enabled", otherId, true),
            await program.Call("api-tokens/set-permissions", otherId, new { }),
            await program.Call("api-tokens/set-permissions", otherId, new { admin = true }),
            await program.Call("api-tokens/update-permissions", otherId, new { admin = true }),
            await program.Call("api-tokens/set-enabled", id, true),
        })
        {
            Assert.Equal((403, "An API token can disable, strip or delete only itself: use a session"), (answer.Status, answer.Text));
        }

        Assert.Equal(200, (await other.Call("profile/read")).Status);
        Assert.Equal(200, (await program.Call("api-tokens/create", "without permissions")).Status);

        Assert.Equal(200, (await program.Call("api-tokens/set-permissions", id, new { admin = true })).Status); // unchanged
        Assert.Equal(200, (await program.Call("api-tokens/update-permissions", id, new { admin = false })).Status);
        Assert.Equal(403, (await program.Call("api-tokens/update-permissions", id, new { admin = true })).Status);
        Assert.Equal("{}", await Held(program));
        Assert.Equal(200, (await program.Call("api-tokens/set-enabled", id, false)).Status);
        Assert.Equal(-32801, (await program.Call("profile/read")).Status);
        Assert.Equal(200, (await other.Call("api-tokens/delete", otherId)).Status);
        Assert.Equal(-32801, (await other.Call("profile/read")).Status);
    }

    [Fact]
    public async Task A_token_cannot_change_the_account()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var (_, program) = await Create(client);
        Assert.Equal(-32801, (await program.Call("profile/set-password", "another long and winding road")).Status);
        Assert.Equal(-32801, (await program.Call("profile/set-email", "a@example.com")).Status);
        Assert.Equal(-32801, (await program.Call("profile/delete-sessions")).Status);
        Assert.Equal(200, (await client.Call("profile/read")).Status);
    }

    [Fact]
    public async Task Tokens_do_not_work_while_their_owner_is_disabled()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var (_, program) = await Create(client);
        var user = (await app.FindUser(name))!;
        await app.Get<AccountStore>().Change(Actor.Nobody, user.Id, change => Set(change, false), Stop);
        Assert.Equal(-32801, (await program.Call("profile/read")).Status);
        Assert.Equal(-32801, (await client.Call("profile/read")).Status);
        await app.Get<AccountStore>().Change(Actor.Nobody, user.Id, change => Set(change, true), Stop);
        Assert.Equal(200, (await program.Call("profile/read")).Status);
        Assert.Equal(-32801, (await client.Call("profile/read")).Status);

        static bool Set(AccountChange change, bool enabled)
        {
            change.SetEnabled(enabled);
            return true;
        }
    }

    [Fact]
    public async Task Forty_tokens_is_the_maximum_and_fits_one_transaction()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        for (var i = 0; i < AccountChange.MaximumTokens; i++)
        {
            await Create(client, $"token {i}");
        }

        var refused = await client.Call("api-tokens/create", "one more");
        Assert.Equal(400, refused.Status);
        for (var i = 1; i < AccountChange.MaximumSessions; i++)
        {
            await app.Get<OpenSession>().Run(new VerifiedUser((await app.FindUser(name))!, null), new Device(null, null), Stop);
        }

        await Allow(name, "admin", true);
        Assert.Equal(AccountChange.MaximumTokens, (await client.Call("api-tokens/read")).Rows);
        Assert.Equal(Permission.Admin, (await client.Call("session/signin")).Data.GetProperty("auth").GetProperty("permissions").EnumerateObject().Single().Name);
    }

    [Fact]
    public async Task A_name_may_be_empty_or_repeated_but_has_a_maximum_length()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        await Create(client, "");
        await Create(client, "");
        Assert.Equal(400, (await client.Call("api-tokens/create", new string('x', 256))).Status);
        Assert.Equal(-32801, (await app.Rpc.Call("api-tokens/create", "x")).Status);
    }

    private async Task Allow(string name, string permission, bool isHeld)
    {
        var user = (await app.FindUser(name))!;
        await app.Get<AccountStore>().Change(
            Actor.Nobody, user.Id,
            change =>
            {
                change.SetPermissions(change.User.Permissions.SetItem(permission, isHeld));
                return true;
            },
            Stop);
    }

    private async Task<(string Id, RpcClient Program)> Create(RpcClient client, string name = "program")
    {
        var answer = await client.Call("api-tokens/create", name);
        Assert.True(answer.IsSuccess, answer.ToString());
        return (answer.Data.GetProperty("id").GetString()!, app.Rpc.With(answer.Data.GetProperty("token").GetString()));
    }

    private static async Task<string> Held(RpcClient client) =>
        (await client.Call("session/signin")).Data.GetProperty("auth").GetProperty("permissions").GetRawText();

    private static IEnumerable<string?> Ids(RpcAnswer answer) => answer.Data.EnumerateArray().Select(token => token.GetProperty("id").GetString());
}
