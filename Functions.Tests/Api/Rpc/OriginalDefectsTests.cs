using System.Text.Json;
using Serverless.Domain.Notifications;
using Serverless.Domain.Permissions;
using Serverless.Security;
using Serverless.Tests.Harness;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Api.Rpc;

/// <summary>
/// Tests that the known defects of the original (rpc.md 10), by number, do not exist here. Other tests examine the same behaviour in more detail.
/// </summary>
public sealed class OriginalDefectsTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task No_1_the_profile_can_be_read()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        Assert.Equal(name, (await client.Call("profile/read")).Data.GetProperty("name").GetString());
    }

    [Fact]
    public async Task No_2_a_confirmation_can_be_requested()
    {
        var name = await Given.User(app.Rpc, withEmail: true);
        Assert.Equal(200, (await app.Rpc.Call("session/send-confirmation-email", name)).Status);
        await app.Mail.Wait(Given.Email(name), "Confirm your email");
    }

    [Fact]
    public async Task No_3_an_invalid_email_address_or_telegram_name_is_a_client_error()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        Assert.Equal((400, "Email is invalid"), Problem(await client.Call("profile/set-email", "no address")));
        Assert.Equal((400, "Telegram user name must contain letters, digits and \"_\" only"), Problem(await client.Call("profile/set-telegram-username", "no-telegram")));
    }

    [Fact]
    public async Task No_4_callers_cannot_choose_an_id_or_a_column()
    {
        var root = await Given.Root(app);
        var (signedUp, created) = (Given.Name(), Given.Name());
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = signedUp, password = Given.Password, id = 7, created = "2001-01-01", enabled = false, permissions = new { admin = true }, no_column = 1 })).Status);
        Assert.Equal(200, (await root.Call("admin/users/create", new { username = created, id = 8, created = "2001-01-01", no_column = 1 })).Status);
        foreach (var user in new[] { (await app.FindUser(signedUp))!, (await app.FindUser(created))! })
        {
            Assert.True(user is { Id: >= 100, Enabled: true, Permissions.Count: 0 } && user.Created.Year > 2001);
        }
    }

    [Fact]
    public async Task No_5_and_6_tokens_of_others_and_missing_tokens_are_not_found()
    {
        var (_, owner) = await Given.SignedInUser(app.Rpc);
        var (_, other) = await Given.SignedInUser(app.Rpc);
        var id = (await owner.Call("api-tokens/create", "t")).Data.GetProperty("id").GetString()!;
        foreach (var token in new[] { id, "99999999", "nonsense" })
        {
            Assert.Equal(404, (await other.Call("api-tokens/get-permissions", token)).Status);
            Assert.Equal(404, (await other.Call("api-tokens/set-enabled", token, false)).Status);
            Assert.Equal(404, (await other.Call("api-tokens/delete", token)).Status);
            Assert.Equal(JsonValueKind.Null, (await other.Call("api-tokens/read", new { id = token })).Data.ValueKind);
        }

        Assert.Equal(id, (await owner.Call("api-tokens/read", new { id })).Data.GetProperty("id").GetString());
    }

    [Fact]
    public void No_7_creating_a_user_requires_all_granted_permissions()
    {
        // There is one permission to grant. Without it a caller cannot grant anything; with all permissions a caller can grant all.
        var all = Permission.Declared.Keys.ToDictionary(name => name, _ => true);
        Assert.Null(PermissionGrant.Refuse(Caller.WithSession(200, 1, all.Keys.ToHashSet()), all));
        Assert.All(all.Keys, lacking => Assert.Equal("Permissions are invalid", PermissionGrant.Refuse(Caller.WithSession(200, 1, all.Keys.Where(name => name != lacking).ToHashSet()), all)?.Text));
    }

    [Fact]
    public async Task No_8_a_disabled_users_token_stops_working_at_once()
    {
        var root = await Given.Root(app);
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var token = client.With((await client.Call("api-tokens/create", "t")).Data.GetProperty("token").GetString());
        Assert.Equal(200, (await token.Call("profile/read")).Status);
        await root.Call("admin/users/set-enabled", name, false);
        Assert.Equal(-32801, (await token.Call("profile/read")).Status);
    }

    [Fact]
    public async Task No_9_a_filter_by_id_filters()
    {
        var root = await Given.Root(app);
        await Given.User(app.Rpc);
        var id = (await app.FindUser(await Given.User(app.Rpc)))!.Id.ToString(null, null);
        var found = await root.Call("admin/users/read", new { where = new { id } });
        Assert.Equal((1, id), (found.Rows, found.Data[0].GetProperty("id").GetString()));
    }

    [Fact]
    public async Task No_9_notification_read_options_are_applied()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var user = (await app.FindUser(name))!.Id;
        foreach (var subject in new[] { "first", "second", "third" })
        {
            app.Clock.Advance(TimeSpan.FromMilliseconds(2));
            await app.Get<NotificationStore>().Add(user, Notification.Create(subject, "", app.Clock.GetUtcNow()), TestContext.Current.CancellationToken);
        }

        var page = await client.Call("notifications/read", new { offset = 1, limit = 1 });
        Assert.Equal("second", Assert.Single(page.Data.EnumerateArray()).GetProperty("subject").GetString());
    }

    [Fact]
    public async Task No_10_a_user_with_logged_calls_can_be_deleted()
    {
        var root = await Given.Root(app);
        var (name, client) = await Given.SignedInUser(app.Rpc);
        await client.Call("test/test");
        await root.Call("admin/api-call-log/read-log", new { limit = 1 }); // writes the log
        Assert.Equal(1, (await root.Call("admin/users/delete", (await app.FindUser(name))!.Id.ToString(null, null))).Rows);
    }

    [Theory]
    [InlineData("admin/api-call-log/read-log")]
    [InlineData("admin/users/read")]
    [InlineData("admin/users/suggest")]
    [InlineData("api-tokens/read")]
    [InlineData("notifications/read")]
    public async Task No_11_options_may_be_null(string method)
    {
        var root = await Given.Root(app);
        Assert.Equal(200, (await root.Call(method, [null])).Status);
        // Each option may also be null, which means the same as omitting it.
        foreach (var member in new[] { "where", "order_by", "offset", "limit", "id" })
        {
            var isUnknown = (method, member) is ("admin/api-call-log/read-log", "order_by" or "id") or ("notifications/read", "id");
            var answer = await root.Call(method, new Dictionary<string, object?> { [member] = null });
            Assert.Equal(isUnknown ? -32808 : 200, answer.Status);
            if (!isUnknown && method != "admin/api-call-log/read-log") // each read of the log appears in the next one
            {
                Assert.Equal((await root.Call(method)).Body, answer.Body);
            }
        }
    }

    [Fact]
    public async Task No_12_a_result_of_204_has_a_body_that_http_allows()
    {
        var root = await Given.Root(app);
        var answer = await root.Call("admin/users/set-enabled", await Given.User(app.Rpc), true);
        Assert.Equal((200, 204), (answer.HttpStatus, answer.Status));
    }

    [Fact]
    public async Task No_13_statistics_of_one_method_do_not_keep_old_ones_of_another()
    {
        var root = await Given.Root(app);
        await root.Call("admin/api-call-log/read-latest-stat", "/v1/session/signin");
        await app.Rpc.Get("/api/pong");
        var stat = await root.Call("admin/api-call-log/read-latest-stat", "/pong");
        Assert.Contains(stat.Data.GetProperty("load").EnumerateArray(), minute => minute.GetProperty("total_accepted").ValueKind == JsonValueKind.Number);
    }

    [Fact]
    public async Task No_14_no_password_is_generated_that_is_not_returned()
    {
        var (without, withEmail) = (Given.Name(), Given.Name());
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = without, password = "" })).Status);
        Assert.Null((await app.FindUser(without))!.PasswordHash);
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = withEmail, password = "", email = Given.Email(withEmail) })).Status);
        Assert.Null((await app.FindUser(withEmail))!.PasswordHash);
        await app.Rpc.Call("session/send-password-reset-email", withEmail);
        var token = Mailbox.Token(await app.Mail.Wait(Given.Email(withEmail), "Reset Password"));
        Assert.Equal(400, (await app.Rpc.Call("session/set-password-by-token", token, "")).Status);
    }

    [Fact]
    public async Task No_15_a_name_equal_to_an_email_address_in_use_is_taken()
    {
        var name = await Given.User(app.Rpc, withEmail: true);
        Assert.Equal((409, "User already exists"), Problem(await app.Rpc.Call("session/signup", new { username = Given.Email(name), password = Given.Password })));
    }

    [Fact]
    public async Task No_16_an_empty_list_of_required_permissions_refuses_no_caller()
    {
        var name = await Given.User(app.Rpc);
        Assert.Equal(200, (await app.Rpc.Call("session/signin", new { username = name, password = Given.Password }, Array.Empty<string>())).Status);
    }

    [Fact]
    public void No_17_the_whole_secret_of_a_credential_is_random()
    {
        // Two credentials of the same record differ in every part of the secret, not only at its end.
        var texts = Enumerable.Range(0, 200).Select(_ => Credential.Create(CredentialKind.ApiToken, 100, 1).Text).ToList();
        Assert.Equal(200, texts.Distinct().Count());
        for (var at = 30; at < texts[0].Length; at++)
        {
            Assert.True(texts.Select(text => text[at]).Distinct().Count() > 20, $"Character {at} hardly differs.");
        }
    }

    [Fact]
    public void No_18_the_documentation_describes_what_a_method_does()
    {
        var path = JsonElement.Parse(Repository.Read("openapi.json")).GetProperty("paths").GetProperty("/api/v1/profile/set-password");
        Assert.Contains("password", path.GetProperty("post").GetProperty("summary").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("email", path.GetProperty("post").GetProperty("summary").GetString(), StringComparison.OrdinalIgnoreCase);
    }

    private static (int, string?) Problem(RpcAnswer answer) => (answer.Status, answer.Text);
}
