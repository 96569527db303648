using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Storage.Rows;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Admin.Users;

public sealed class UsersTests(QuietApp app) : IClassFixture<QuietApp>
{
    private const string NewPassword = "another long and winding road";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("read")]
    [InlineData("create")]
    [InlineData("delete")]
    [InlineData("set-enabled")]
    [InlineData("set-password")]
    [InlineData("get-permissions")]
    [InlineData("set-permissions")]
    [InlineData("update-permissions")]
    [InlineData("suggest")]
    [InlineData("set-username")]
    [InlineData("delete-sessions")]
    public async Task Requires_an_administrator(string method)
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        Assert.Equal(-32801, (await app.Rpc.Post("/api/v1/admin/users/" + method, "[]")).Status);
        Assert.Equal(-32801, (await client.Post("/api/v1/admin/users/" + method, "[]")).Status);
    }

    [Fact]
    public async Task Creates_a_user_with_exactly_the_given_values()
    {
        var root = await Given.Root(app);
        var name = Given.Name();
        var answer = await root.Call("admin/users/create", new { username = name.ToUpperInvariant(), permissions = new { admin = false }, email = Given.Email(name), telegram_name = "t_" + name, id = 1, created = "2000" });
        Assert.Equal(["id", "name", "password", "enabled", "permissions"], answer.Data.EnumerateObject().Select(member => member.Name));
        Assert.Equal(name, answer.Data.GetProperty("name").GetString());
        Assert.True(answer.Data.GetProperty("enabled").GetBoolean());
        Assert.Equal("""{"admin":false}""", answer.Data.GetProperty("permissions").GetRawText());
        var password = answer.Data.GetProperty("password").GetString()!;
        Assert.Matches("^[A-Za-z0-9_-]{22}$", password);
        await Given.Session(app.Rpc, name, password);

        var row = (await root.Call("admin/users/read", new { id = answer.Data.GetProperty("id").GetString() }));
        Assert.Equal(1, row.Rows);
        Assert.Equal(
            ["id", "permissions", "created", "name", "enabled", "email", "email_confirmed", "gravatar", "telegram_name", "avatar"],
            row.Data.EnumerateObject().Select(member => member.Name));
        Assert.Equal(User.GravatarHash(Given.Email(name)), row.Data.GetProperty("gravatar").GetString());
        Assert.Equal("t_" + name, row.Data.GetProperty("telegram_name").GetString());
        Assert.StartsWith(app.Clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), row.Data.GetProperty("created").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Creates_a_disabled_user_and_treats_null_as_omitted()
    {
        var root = await Given.Root(app);
        var disabled = Given.Name();
        Assert.False((await root.Call("admin/users/create", new { username = disabled, password = Given.Password, enabled = false })).Data.GetProperty("enabled").GetBoolean());
        Assert.Equal(401, (await app.Rpc.Call("session/signin", new { username = disabled, password = Given.Password })).Status);
        var answer = await root.Call("admin/users/create", new { username = Given.Name(), password = (string?)null, enabled = (bool?)null, permissions = (object?)null, email = (string?)null });
        Assert.True(answer.Data.GetProperty("enabled").GetBoolean(), answer.ToString());
    }

    [Theory]
    [InlineData("""{"username":"ab"}""", "User name length must be between 3 and 32 characters")]
    [InlineData("""{"username":"abc@example.com","email":"other@example.com"}""", "User name that is an email address must be the user's own email")]
    [InlineData("""{"username":"a_user","password":"short"}""", "Password must contain at least 8 characters")]
    [InlineData("""{"username":"a_user","email":"nonsense"}""", "Email is invalid")]
    [InlineData("""{"username":"a_user","telegram_name":"no"}""", "Telegram user name length must be between 5 and 32 characters")]
    [InlineData("""{"username":"a_user","permissions":{"y":true,"x":false,"admin":true}}""", """Permissions: "x", "y" are invalid""")]
    public async Task An_invalid_request_creates_no_user(string fields, string text)
    {
        var answer = await (await Given.Root(app)).Post("/api/v1/admin/users/create", $"[{fields}]");
        Assert.Equal((400, text), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task Reports_a_name_email_address_or_telegram_name_that_is_taken()
    {
        var root = await Given.Root(app);
        var name = await Given.User(app.Rpc, withEmail: true);
        var taken = await root.Call("admin/users/create", new { username = name });
        Assert.Equal((409, 409, "User already exists"), (taken.HttpStatus, taken.Status, taken.Text));
        Assert.Equal(409, (await root.Call("admin/users/create", new { username = Given.Name(), email = Given.Email(name) })).Status);
    }

    [Fact]
    public async Task Grants_only_permissions_that_the_caller_holds()
    {
        var nobody = Caller.WithSession(200, 1, new HashSet<string>());
        var admin = Caller.WithSession(200, 1, new HashSet<string> { "admin" });
        var rootToken = Caller.WithApiToken(User.RootId, 1, new HashSet<string>());
        Assert.Equal("Permissions are invalid", PermissionGrant.Refuse(nobody, new Dictionary<string, bool> { ["admin"] = false })?.Text);
        Assert.Equal("Permissions are invalid", PermissionGrant.Refuse(rootToken, new Dictionary<string, bool> { ["admin"] = true })?.Text);
        Assert.Null(PermissionGrant.Refuse(nobody, new Dictionary<string, bool>()));
        Assert.Null(PermissionGrant.Refuse(admin, new Dictionary<string, bool> { ["admin"] = true }));
        Assert.Null(PermissionGrant.Refuse(Caller.WithSession(User.RootId, 1, new HashSet<string>()), new Dictionary<string, bool> { ["admin"] = true }));

        var (client, _) = await Admin();
        Assert.Equal(200, (await client.Call("admin/users/create", new { username = Given.Name(), permissions = new { } })).Status);
        Assert.Equal(200, (await client.Call("admin/users/create", new { username = Given.Name(), permissions = new { admin = true } })).Status);
    }

    [Fact]
    public async Task Deleting_a_user_takes_effect_at_once_and_frees_the_name()
    {
        var root = await Given.Root(app);
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        var id = await Id(name);
        var token = await Token(long.Parse(id, null), "x");
        Assert.Equal(1, (await root.Call("admin/users/delete", id)).Rows);
        Assert.Equal(-32801, (await client.Call("profile/read")).Status);
        Assert.Equal(-32801, (await app.Rpc.With(token).Call("profile/read")).Status);
        Assert.Equal(401, (await app.Rpc.Call("session/signin", new { username = name, password = Given.Password })).Status);
        Assert.Equal((404, "User not found"), Refusal(await root.Call("admin/users/delete", id)));
        Assert.Equal(0, (await root.Call("admin/users/read", new { id })).Rows);
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = name, password = Given.Password, email = Given.Email(name) })).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deleting_a_user_leaves_no_data_in_any_table(bool isOwnAccount)
    {
        var root = await Given.Root(app);
        var name = await UserWithLongId();
        var session = await Given.Session(app.Rpc, name);
        var id = await Id(name);
        await Token(long.Parse(id, null), "x");
        AccountGiven.Token(await app.Rest.Post("/sign_in", new { login = name, password = Given.Password }));
        var tables = app.Get<Tables>();
        await tables.Mail.AddEntityAsync(new TableEntity("poison", "of;" + id) { ["Message"] = $$"""{"Id":5,"UserId":{{id}},"Purpose":"ConfirmEmail"}""" }, Stop);
        // A kind of row that the user row does not list.
        await tables.Accounts.AddEntityAsync(new TableEntity(id, "note;1"), Stop);
        Assert.Contains(await Traces(), trace => trace.Contains("Names private;", StringComparison.Ordinal));
        Assert.Equal(1, (isOwnAccount ? await session.Post("/api/v1/profile/delete", "[]") : await root.Call("admin/users/delete", id)).Rows);
        await app.Get<EraseUser>().Finish(long.Parse(id, null), Stop);
        await IndexModel.AssertIsFolded(app);
        Assert.Empty(await Traces()); // the call log has only a pseudonym, see CallLog/PseudonymTests
        // A new table with data of users must be added to EraseUser and then to this list. The settings contain no data of users.
        Assert.Equal(["Accounts", "Names", "Changes", "Index", "Limits", "Counters", "Mail", "CallLogStats", "Settings", "Audit"], tables.All.Select(table => table.Name[app.Prefix.Length..]));

        async Task<List<string>> Traces()
        {
            var traces = new List<string>();
            foreach (var table in tables.All)
            {
                await foreach (var row in table.QueryAsync<TableEntity>(cancellationToken: Stop))
                {
                    var text = string.Join('|', row.Where(column => column.Key != "Timestamp" && column.Key != "odata.etag").Select(column => Convert.ToString(column.Value, CultureInfo.InvariantCulture)));
                    if (text.Contains(name, StringComparison.Ordinal) || text.Contains(id, StringComparison.Ordinal))
                    {
                        traces.Add($"{table.Name} {row.PartitionKey} {row.RowKey}");
                    }
                }
            }

            return traces;
        }
    }

    /// <summary>Creates a user whose id occurs nowhere else. Small ids also occur as counts, times, or three characters of a random name.</summary>
    private async Task<string> UserWithLongId()
    {
        await Given.User(app.Rpc); // the row of ids is created with the first user
        var counters = app.Get<Tables>().Counters;
        var ids = await counters.QueryAsync<TableEntity>("PartitionKey eq 'ids'", cancellationToken: Stop).SingleAsync(Stop);
        var first = 7_000_000_000_000_000 + (Ids.Random() % 1_000_000_000_000);
        ids["Next"] = first;
        await counters.UpdateEntityAsync(ids, ids.ETag, cancellationToken: Stop);
        string name;
        do
        {
            name = await Given.User(app.Rpc, withEmail: true); // the app first assigns the ids that it leased before
        }
        while (long.Parse(await Id(name), null) < first);
        return name;
    }

    [Fact]
    public async Task The_caller_root_and_unknown_users_cannot_be_deleted()
    {
        var (client, id) = await Admin();
        Assert.Equal((400, "You can't remove yourself"), Refusal(await client.Call("admin/users/delete", id)));
        Assert.Equal((400, "Unable to remove root user"), Refusal(await client.Call("admin/users/delete", "1")));
        Assert.Equal((404, "User not found"), Refusal(await client.Call("admin/users/delete", "99999999")));
        Assert.Equal((404, "User not found"), Refusal(await client.Call("admin/users/delete", await Given.User(app.Rpc))));
    }

    [Fact]
    public async Task Disabling_a_user_ends_sessions_at_once_and_suspends_tokens()
    {
        var root = await Given.Root(app);
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var token = app.Rpc.With(await Token(long.Parse(await Id(name), null), "x"));
        Assert.Equal(200, (await token.Call("profile/read")).Status);
        Assert.Equal(1, (await root.Call("admin/users/set-enabled", name, false)).Rows);
        Assert.Equal(204, (await root.Call("admin/users/set-enabled", name, false)).Status);
        Assert.Equal(-32801, (await client.Call("profile/read")).Status);
        Assert.Equal(-32801, (await token.Call("profile/read")).Status);
        Assert.False((await root.Call("admin/users/read", new { where = new { search = new[] { "like", name } } })).Data[0].GetProperty("enabled").GetBoolean());
        Assert.Equal(1, (await root.Call("admin/users/set-enabled", await Id(name), true)).Rows);
        Assert.Equal(200, (await token.Call("profile/read")).Status);
    }

    [Fact]
    public async Task The_caller_root_and_unknown_users_cannot_be_disabled()
    {
        var (client, id) = await Admin();
        Assert.Equal((400, "You can't change own enabled status"), Refusal(await client.Call("admin/users/set-enabled", id, false)));
        Assert.Equal((400, "Unable to modify root user"), Refusal(await client.Call("admin/users/set-enabled", "root", false)));
        Assert.Equal((404, "User not found"), Refusal(await client.Call("admin/users/set-enabled", "nobody.at.all", false)));
    }

    [Fact]
    public async Task A_password_set_by_an_administrator_is_returned_and_ends_sessions()
    {
        var root = await Given.Root(app);
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        Assert.Equal($$"""{"password":"{{NewPassword}}"}""", (await root.Call("admin/users/set-password", name, NewPassword)).Data.GetRawText());
        Assert.Equal(-32801, (await client.Call("profile/read")).Status);
        await Given.Session(app.Rpc, name, NewPassword);
        var made = (await root.Call("admin/users/set-password", await Id(name), "")).Data.GetProperty("password").GetString()!;
        Assert.Matches("^[A-Za-z0-9_-]{22}$", made);
        await Given.Session(app.Rpc, name, made);
        Assert.Equal(400, (await root.Call("admin/users/set-password", name, "short")).Status);
        Assert.Equal((404, "User not found"), Refusal(await root.Call("admin/users/set-password", "nobody.at.all")));
        // A user is found by name or id, not by email address.
        Assert.Equal(404, (await root.Call("admin/users/set-password", Given.Email(name))).Status);
        Assert.Equal("""Parameter "pasword" is invalid""", (await root.Call("admin/users/set-password", name, new { })).Text);
        var (admin, _) = await Admin();
        Assert.Equal((400, "You can't change root user password"), Refusal(await admin.Call("admin/users/set-password", "root", NewPassword)));
        Assert.Equal(200, (await root.Call("admin/users/set-password", "root", TestApp.RootPassword)).Status);
        Assert.Equal(200, (await root.Call("profile/read")).Status); // the caller's own session remains
    }

    [Fact]
    public async Task Reads_replaces_and_merges_permissions()
    {
        var root = await Given.Root(app);
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var id = await Id(name);
        Assert.Equal(200, (await root.Call("admin/users/set-permissions", id, new { admin = true })).Status);
        var permission = (await root.Call("admin/users/get-permissions", name)).Data[0];
        Assert.Equal(["id", "enabled", "name", "description"], permission.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("admin", true, "Administrator"), (permission.GetProperty("id").GetString(), permission.GetProperty("enabled").GetBoolean(), permission.GetProperty("name").GetString()));
        Assert.Equal(200, (await client.Call("admin/users/read")).Status); // in the open session, too

        Assert.Equal(200, (await root.Call("admin/users/update-permissions", name, new { admin = false })).Status);
        Assert.Equal(-32801, (await client.Call("admin/users/read")).Status);
        Assert.Equal(200, (await root.Call("admin/users/update-permissions", id, new { })).Status);
        Assert.Equal("""{"admin":false}""", await Stored(root, id)); // an explicit false is not lost
        var answer = await root.Call("admin/users/set-permissions", id, new { });
        Assert.Equal((200, JsonValueKind.Undefined), (answer.Status, answer.Data.ValueKind));
        Assert.Equal("{}", await Stored(root, id));
        Assert.Equal((404, "User not found"), Refusal(await root.Call("admin/users/get-permissions", "nobody.at.all")));
    }

    [Theory]
    [InlineData("set-permissions")]
    [InlineData("update-permissions")]
    public async Task Refuses_permission_changes_of_the_caller_root_and_unknown_users_and_unknown_permissions(string method)
    {
        var (client, id) = await Admin();
        var name = await Given.User(app.Rpc);
        var map = new { admin = true };
        Assert.Equal((400, "You are unable to change own permissions"), Refusal(await client.Call("admin/users/" + method, id, map)));
        Assert.Equal((400, "You are unable to change root user permissions"), Refusal(await client.Call("admin/users/" + method, "1", map)));
        Assert.Equal((400, """Permissions: "a", "b" are invalid"""), Refusal(await client.Call("admin/users/" + method, await Id(name), new { b = 1, a = 0 })));
        Assert.Equal((404, "User not found"), Refusal(await client.Call("admin/users/" + method, "99999999", map)));
        Assert.Equal(method == "set-permissions" ? 404 : 200, (await client.Call("admin/users/" + method, name, map)).Status);
        Assert.Equal(-32808, (await client.Call("admin/users/" + method, name, new { admin = "yes" })).Status);
    }

    /// <summary>Otherwise an API token could set the password of an administrator after it made them a user.</summary>
    [Fact]
    public async Task An_api_token_takes_admin_from_no_administrator()
    {
        var root = await Given.Root(app);
        var token = app.Rpc.With((await root.Call("api-tokens/create", "robot", new { permissions = new { admin = true } })).Data.GetProperty("token").GetString());
        var (admin, id) = await Admin();
        foreach (var (method, map) in (ValueTuple<string, object>[])[("set-permissions", new { }), ("set-permissions", new { admin = false }), ("update-permissions", new { admin = false })])
        {
            var refused = await token.Call("admin/users/" + method, id, map);
            Assert.Equal((403, "session_required"), (refused.Status, refused.Reason));
        }

        Assert.Equal(200, (await token.Call("admin/users/update-permissions", id, new { })).Status);
        Assert.Equal("""{"admin":true}""", await Stored(root, id));
        Assert.Equal(200, (await admin.Call("admin/users/read")).Status);
        var user = await Id(await Given.User(app.Rpc));
        Assert.Equal(200, (await token.Call("admin/users/set-permissions", user, new { admin = false })).Status);
        Assert.Equal(200, (await root.Call("admin/users/set-permissions", id, new { })).Status); // with a session
        Assert.Equal(200, (await token.Call("admin/users/set-permissions", id, new { })).Status); // no administrator any more
    }

    [Fact]
    public async Task A_renamed_user_has_the_new_name_and_password_only()
    {
        var root = await Given.Root(app);
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        var id = await Id(name);
        var other = Given.Name();
        var answer = await root.Call("admin/users/set-username", name, other.ToUpperInvariant(), NewPassword);
        Assert.Equal($$"""{"username":"{{other}}","password":"{{NewPassword}}"}""", answer.Data.GetRawText());
        Assert.Equal(-32801, (await client.Call("profile/read")).Status);
        await Given.Session(app.Rpc, other, NewPassword);
        Assert.Equal(401, (await app.Rpc.Call("session/signin", new { username = name, password = NewPassword })).Status);
        Assert.Equal(other, (await root.Call("admin/users/read", new { where = new { search = new[] { "like", other } } })).Data[0].GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, (await root.Call("admin/users/suggest", new { where = new { name = new[] { "like", name + "x" } } })).Data.ValueKind);

        // Setting the current name again still sets a password. A user's own email address can be their name and becomes theirs again afterwards.
        var made = (await root.Call("admin/users/set-username", id, other)).Data.GetProperty("password").GetString()!;
        await Given.Session(app.Rpc, other, made);
        Assert.Equal(200, (await root.Call("admin/users/set-username", id, Given.Email(name))).Status);
        Assert.Equal(200, (await root.Call("admin/users/set-username", id, other, NewPassword)).Status);
        await Given.Session(app.Rpc, Given.Email(name), NewPassword);
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = name, password = Given.Password })).Status);
    }

    [Fact]
    public async Task Refuses_names_that_are_taken_invalid_or_reserved()
    {
        var root = await Given.Root(app);
        var (one, other) = (await Given.User(app.Rpc, withEmail: true), await Given.User(app.Rpc));
        Assert.Equal((409, "User already exists"), Refusal(await root.Call("admin/users/set-username", other, one)));
        Assert.Equal((400, "User name that is an email address must be the user's own email"), Refusal(await root.Call("admin/users/set-username", other, Given.Email(one))));
        Assert.Equal((400, "User name should not be a number"), Refusal(await root.Call("admin/users/set-username", other, 12345)));
        Assert.Equal(400, (await root.Call("admin/users/set-username", other, Given.Name(), "short")).Status);
        Assert.Equal((400, "Impossible to chanhe root username"), Refusal(await root.Call("admin/users/set-username", "root", "toor")));
        Assert.Equal((404, "User not found"), Refusal(await root.Call("admin/users/set-username", "nobody.at.all", Given.Name())));
    }

    [Fact]
    public async Task Ends_the_sessions_of_a_user_except_the_callers_own()
    {
        var root = await Given.Root(app);
        var (name, client) = await Given.SignedInUser(app.Rpc);
        await Given.Session(app.Rpc, name);
        Assert.Equal(2, (await root.Call("admin/users/delete-sessions", await Id(name))).Rows);
        Assert.Equal(-32801, (await client.Call("profile/read")).Status);
        Assert.Equal(0, (await root.Call("admin/users/delete-sessions", await Id(name))).Rows);
        Assert.Equal((404, "User not found"), Refusal(await root.Call("admin/users/delete-sessions", name)));
        var (admin, id) = await Admin();
        Assert.Equal(0, (await admin.Call("admin/users/delete-sessions", id)).Rows);
        Assert.Equal(200, (await admin.Call("profile/read")).Status);
    }

    [Fact]
    public async Task Only_root_ends_sessions_of_root()
    {
        var (root, other) = (await Given.Root(app), await Given.Root(app));
        var (admin, _) = await Admin();
        Assert.Equal((400, "Unable to modify root user"), Refusal(await admin.Call("admin/users/delete-sessions", "1")));
        Assert.Equal(200, (await other.Call("profile/read")).Status);
        Assert.True((await root.Call("admin/users/delete-sessions", "1")).Rows > 0);
        Assert.Equal(-32801, (await other.Call("profile/read")).Status);
        Assert.Equal(200, (await root.Call("profile/read")).Status);
    }

    [Fact]
    public async Task An_api_token_needs_the_admin_permission()
    {
        var (_, id) = await Admin();
        Assert.Equal(200, (await app.Rpc.With(await Token(long.Parse(id, null), "admin")).Call("admin/users/read")).Status);
        Assert.Equal(-32801, (await app.Rpc.With(await Token(long.Parse(id, null), "x")).Call("admin/users/read")).Status);
    }

    [Fact]
    public async Task Filters_sorts_and_pages_lists()
    {
        var root = await Given.Root(app);
        var mark = Given.Name()[..10];
        var names = Enumerable.Range(0, 5).Select(i => $"{mark}.{i}").ToList();
        foreach (var name in names)
        {
            Assert.Equal(200, (await root.Call("admin/users/create", new { username = name, password = Given.Password, enabled = name != names[1] })).Status);
            // A new user is in the next list.
            Assert.Equal([name], await Names(root, new { where = new { search = new[] { "like", name.ToUpperInvariant() } } }));
        }

        var search = new { search = new[] { "like", mark[2..] } };
        Assert.Equal(names.AsEnumerable().Reverse(), await Names(root, new { where = search }));
        Assert.Equal(names, await Names(root, new { where = search, order_by = "created" }));
        Assert.Equal(names[2..4], await Names(root, new { where = search, order_by = "id", offset = 2, limit = 2 }));
        Assert.Equal([names[1], names[0]], await Names(root, new { where = search, order_by = new object[] { "enabled", new[] { "name", "asc" } }, limit = 2 }));

        var page = await root.Call("admin/users/read", new { where = search, limit = 2 });
        Assert.Equal("""{"rows":2,"total":"5","summary":{"total":"5"}}""", Meta(page));
        var beyond = await root.Call("admin/users/read", new { where = search, offset = 5 });
        Assert.Equal(JsonValueKind.Null, beyond.Data.ValueKind);
        Assert.Equal("""{"total":"5","summary":{"total":"5"}}""", Meta(beyond));
        Assert.Equal(JsonValueKind.Null, (await root.Call("admin/users/read", new { where = new { search = new[] { "like" } } })).Data.ValueKind);

        // where.id works alone and with a search.
        var id = await Id(names[3]);
        Assert.Equal([names[3]], await Names(root, new { where = new { id } }));
        Assert.Equal([names[3]], await Names(root, new { where = new { id = new[] { "=", id }, search.search } }));
        Assert.Empty(await Names(root, new { where = new { id, search = new[] { "like", "zzzzz" } } }));
        Assert.Empty(await Names(root, new { where = new { id = "1" } }));

        Assert.DoesNotContain("root", await Names(root, new { }));
        Assert.DoesNotContain("root", await Names(root, null));
        Assert.Equal("root", (await root.Call("admin/users/read", new { id = 1 })).Data.GetProperty("name").GetString());
        var nobody = await root.Call("admin/users/read", new { id = "99999999" });
        Assert.Equal((JsonValueKind.Null, 0), (nobody.Data.ValueKind, nobody.Rows));
        Assert.Equal(-32808, (await root.Call("admin/users/read", new { order_by = "email" })).Status);
    }

    [Fact]
    public async Task Suggestions_are_sorted_by_name_and_include_root()
    {
        var root = await Given.Root(app);
        var name = await Given.User(app.Rpc, withEmail: true);
        var found = (await root.Call("admin/users/suggest", new { where = new { name = new[] { "=", Given.Email(name)[1..^3] } } })).Data;
        Assert.Equal($$"""[{"id":"{{await Id(name)}}","name":"{{name}}"}]""", found.GetRawText());
        Assert.Equal("""[{"id":"1","name":"root"}]""", (await root.Call("admin/users/suggest", new { where = new { name = new[] { "like", "ROO" } } })).Data.GetRawText());
        Assert.Equal("""[{"id":"1","name":"root"}]""", (await root.Call("admin/users/suggest", new { where = new { name = new[] { "like", "ROO" } }, more = 1 })).Data.GetRawText());
        var all = (await root.Call("admin/users/suggest")).Data.EnumerateArray().Select(user => user.GetProperty("name").GetString()!).ToList();
        Assert.Equal(all.Order(StringComparer.Ordinal), all);
        Assert.Contains("root", all);
        Assert.Equal(JsonValueKind.Null, (await root.Call("admin/users/suggest", new { where = new { name = new[] { "like", "zzzzz" } } })).Data.ValueKind);
    }

    [Theory]
    [InlineData("""{"where":{"name":["like","ROO"]}}""")]
    [InlineData("""{"where":{"name":["not in","ROO"]}}""")]
    [InlineData("""{"where":{"name":["whatever","ROO"]}}""")]
    [InlineData("""{"where":{"name":[null,"ROO"]}}""")]
    [InlineData("""{"where":{"name":"ROO"}}""")]
    [InlineData("""{"where":{"name":["like","ROO"]},"order_by":"no field","offset":-1,"limit":"x","id":[]}""")]
    public async Task Suggestions_use_only_the_search_text(string options) =>
        Assert.Equal("""[{"id":"1","name":"root"}]""", (await (await Given.Root(app)).Post("/api/v1/admin/users/suggest", $"[{options}]")).Data.GetRawText());

    [Theory]
    [InlineData("""{"where":{"name":{}}}""")]
    [InlineData("""{"where":{"name":["like",["ROO"]]}}""")]
    [InlineData("""{"where":{"email":["like","ROO"]}}""")]
    [InlineData("""{"where":[]}""")]
    [InlineData("[]")]
    public async Task Refuses_a_search_of_another_shape(string options)
    {
        var answer = await (await Given.Root(app)).Post("/api/v1/admin/users/suggest", $"[{options}]");
        Assert.Equal((400, -32808, """Parameter "options" is invalid"""), (answer.HttpStatus, answer.Status, answer.Text));
    }

    private static (int, string?) Refusal(RpcAnswer answer) => (answer.Status, answer.Text);

    private static string Meta(RpcAnswer answer) => answer.Envelope.GetProperty("result").GetProperty("meta").GetRawText();

    private static async Task<List<string>> Names(RpcClient client, object? options)
    {
        var answer = await client.Call("admin/users/read", options);
        Assert.True(answer.Status == 200, answer.ToString());
        return answer.Data.ValueKind == JsonValueKind.Null ? [] : [.. answer.Data.EnumerateArray().Select(user => user.GetProperty("name").GetString()!)];
    }

    private static async Task<string> Stored(RpcClient root, string id) => (await root.Call("admin/users/read", new { id })).Data.GetProperty("permissions").GetRawText();

    private async Task<string> Id(string name) => (await app.FindUser(name))!.Id.ToString(CultureInfo.InvariantCulture);

    private async Task<(RpcClient Client, string Id)> Admin()
    {
        var name = Given.Name();
        var root = await Given.Root(app);
        var answer = await root.Call("admin/users/create", new { username = name, password = Given.Password, permissions = new { admin = true } });
        return (await Given.Session(app.Rpc, name), answer.Data.GetProperty("id").GetString()!);
    }

    private async Task<string> Token(long userId, string permission)
    {
        var credential = Credential.Create(CredentialKind.ApiToken, userId, Ids.Random());
        await app.Get<AccountStore>().Change(
            Actor.Nobody, userId,
            change => change.AddToken(new TokenRow
            {
                Id = credential.RecordId,
                Name = "",
                Enabled = true,
                Created = app.Clock.GetUtcNow(),
                Permissions = PermissionMap.From(new Dictionary<string, bool> { [permission] = true }),
                Hash = credential.Hash(),
                UserPermissions = change.User.Permissions,
                UserEnabled = change.User.Enabled,
            }),
            Stop);
        return credential.Text;
    }
}
