using System.Text.Json;
using Azure.Data.Tables;
using Serverless.Domain.CallLog;
using Serverless.Domain.Notifications;
using Serverless.Domain.Users;
using Serverless.Storage;
using Serverless.Storage.Rows;
using Serverless.Tests.Harness;
using Serverless.Tests.Storage.Forms;

namespace Serverless.Tests.Api.Rpc.Profile;

/// <summary>Tests that users read all that is stored of them (account-security.md 6).</summary>
public sealed class ExportTests(TestApp app) : IClassFixture<TestApp>
{
    /// <summary>Every stored property of a user's rows: the member of the export that has it, or why it is left out.</summary>
    private static readonly Dictionary<string, string> Members = new(StringComparer.Ordinal)
    {
        ["User.Id"] = "user.id",
        ["User.Pseudonym"] = "- links the rows of the call log to the user; the calls are exported",
        ["User.Name"] = "user.name",
        ["User.Email"] = "user.email",
        ["User.EmailConfirmed"] = "user.email_confirmed",
        ["User.PendingEmail"] = "user.pending_email",
        ["User.FormerEmails"] = "user.former_emails",
        ["User.TelegramName"] = "user.telegram_name",
        ["User.FullName"] = "user.full_name",
        ["User.Picture"] = "user.picture",
        ["User.PhoneNumber"] = "user.phone_number",
        ["User.Locale"] = "user.locale",
        ["User.Links"] = "user.external_accounts",
        ["User.IsTemporary"] = "user.is_temporary",
        ["User.PasswordHash"] = "user.has_password", // the hash is a secret
        ["User.HasInitialPassword"] = "- only root can have one, and profile/security/read returns it",
        ["User.Enabled"] = "user.enabled",
        ["User.IsErasing"] = "- a deleted user cannot call",
        ["User.Created"] = "user.created",
        ["User.Permissions"] = "user.permissions",
        ["User.Sessions"] = "sessions",
        ["User.Tokens"] = "api_tokens",
        ["User.UntrustedTokens"] = "- which of the API tokens a recovery of the account ends",
        ["User.ExpiringTokens"] = "api_tokens.expires",
        ["User.Actions"] = "mailed_tokens",
        ["User.HandledMail"] = "- random numbers of emails, so that none is sent twice",
        ["User.Devices"] = "user.devices",
        ["User.KnownDevices"] = "user.known_devices",
        ["User.HasTotp"] = "second_factors.totp",
        ["User.Passkeys"] = "second_factors.passkeys",
        ["User.RecoveryCodes"] = "second_factors.recovery_codes.left",
        ["User.Tickets"] = "- sign-ins that wait for a second factor, for ten minutes",
        ["User.Audited"] = "- the time of the newest event; the events are exported",
        ["User.Listed"] = "- a stamp of the user index",
        ["SessionRow.Id"] = "- a part of the row's key",
        ["SessionRow.Hash"] = "- a secret",
        ["SessionRow.IssuedAt"] = "sessions.id",
        ["SessionRow.Expires"] = "sessions.expires",
        ["SessionRow.Name"] = "sessions.name",
        ["SessionRow.Permissions"] = "- a copy",
        ["SessionRow.IsBanned"] = "- a disabled user cannot call",
        ["SessionRow.Used"] = "sessions.used",
        ["SessionRow.Pseudonym"] = "- a copy",
        ["SessionRow.Owner"] = "- a copy",
        ["SessionRow.Proved"] = "sessions.proved",
        ["SessionRow.Device"] = "sessions.device",
        ["SessionRow.Ip"] = "sessions.ip",
        ["SessionRow.Family"] = "sessions.family",
        ["TokenRow.Id"] = "api_tokens.id",
        ["TokenRow.Name"] = "api_tokens.name",
        ["TokenRow.Enabled"] = "api_tokens.enabled",
        ["TokenRow.Created"] = "api_tokens.created",
        ["TokenRow.Permissions"] = "api_tokens.permissions",
        ["TokenRow.Hash"] = "- a secret",
        ["TokenRow.UserPermissions"] = "- a copy",
        ["TokenRow.UserEnabled"] = "- a copy",
        ["TokenRow.Pseudonym"] = "- a copy",
        ["TokenRow.Expires"] = "api_tokens.expires",
        ["TokenRow.Hint"] = "api_tokens.hint",
        ["TokenRow.Replaced"] = "- secrets",
        ["TokenRow.Used"] = "api_tokens.used",
        ["Notification.Id"] = "notifications.id",
        ["Notification.Created"] = "notifications.created",
        ["Notification.Subject"] = "notifications.subject",
        ["Notification.Body"] = "notifications.body",
        ["Notification.IsRead"] = "notifications.is_read",
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_stored_property_is_exported_or_left_out_for_a_reason()
    {
        Type[] rows = [typeof(User), typeof(SessionRow), typeof(TokenRow), typeof(Notification)];
        Assert.Equal(
            rows.SelectMany(row => StoredRows.Stored(row).Select(property => $"{row.Name}.{property.Name}")).Order(StringComparer.Ordinal),
            Members.Keys.Order(StringComparer.Ordinal));

        var data = (await (await UserWithEverything()).Client.Call("profile/export")).Data;
        Assert.All(Members.Values.Where(member => member[0] != '-'), member =>
        {
            var part = member.Split('.').Aggregate(data, (found, name) => (found.ValueKind == JsonValueKind.Array ? found[0] : found).GetProperty(name));
            Assert.NotEqual(JsonValueKind.Undefined, part.ValueKind);
        });
    }

    [Fact]
    public async Task The_export_shows_what_is_stored_and_no_secret()
    {
        var (name, client) = await UserWithEverything();
        var answer = await client.Call("profile/export");
        var data = answer.Data;
        var user = data.GetProperty("user");
        Assert.Equal((name, Given.Email(name), "t_" + name, true), (Text(user, "name"), Text(user, "email"), Text(user, "telegram_name"), user.GetProperty("has_password").GetBoolean()));
        Assert.Equal([$"login {name}", $"login {Given.Email(name)}", $"telegram t_{name}"], data.GetProperty("names").EnumerateArray().Select(one => $"{Text(one, "kind")} {Text(one, "name")}").Order(StringComparer.Ordinal));
        Assert.Equal(2, data.GetProperty("sessions").GetArrayLength());
        Assert.Equal("robot", Text(Assert.Single(data.GetProperty("api_tokens").EnumerateArray()), "name"));
        Assert.NotEqual(0, data.GetProperty("notifications").GetArrayLength());
        Assert.Equal(("confirm_email", Given.Email(name)), Assert.Single(data.GetProperty("mailed_tokens").EnumerateArray()) is var mailed ? (Text(mailed, "purpose"), Text(mailed, "email")) : default);
        Assert.Equal("refused", Text(Assert.Single(data.GetProperty("failed_emails").EnumerateArray()), "reason"));

        var stored = (await app.FindUser(name))!;
        var rows = await app.Get<AccountStore>().ListSessions(stored.Id, Stop);
        Assert.DoesNotContain(client.Token!, answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(stored.PasswordHash!, answer.Body, StringComparison.Ordinal);
        Assert.All(rows, row => Assert.DoesNotContain(Convert.ToBase64String(row.Hash!), answer.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_calls_are_the_callers_own()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var (_, other) = await Given.SignedInUser(app.Rpc);
        await client.Call("profile/read");
        await client.Call("profile/set-email", "nonsense");
        await other.Call("api-tokens/read");

        var calls = (await client.Call("profile/export")).Data.GetProperty("calls");
        Assert.Equal(JsonValueKind.Null, calls.GetProperty("searched_from").ValueKind);
        Assert.Equal(
            ["/v1/profile/read 200", "/v1/profile/set-email 400"],
            calls.GetProperty("rows").EnumerateArray().Select(call => $"{Text(call, "method_id")} {call.GetProperty("status").GetInt32()}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_export_of_a_long_log_reports_how_far_back_it_was_searched()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var user = (await app.FindUser(name))!;
        for (var i = 0; i < ReadOwnCalls.MaximumFound + 5; i++)
        {
            app.Get<CallBuffer>().Add(new CallRecord("/v1/test/test", user.Pseudonym, app.Clock.GetUtcNow().ToUnixTimeMilliseconds() - 1000 + (i / 2), 1, 200, null, false));
        }

        var calls = (await client.Call("profile/export")).Data.GetProperty("calls");
        var rows = calls.GetProperty("rows");
        Assert.Equal(ReadOwnCalls.MaximumFound, rows.GetArrayLength());
        Assert.Equal(rows[ReadOwnCalls.MaximumFound - 1].GetProperty("started").GetDateTimeOffset(), calls.GetProperty("searched_from").GetDateTimeOffset());
    }

    [Fact]
    public async Task An_api_token_cannot_export_its_owner()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var token = app.Rpc.With((await client.Call("api-tokens/create", "t")).Data.GetProperty("token").GetString());
        Assert.Equal(-32801, (await token.Call("profile/export")).Status);
    }

    [Fact]
    public async Task A_user_of_the_account_family_exports_what_only_this_family_shows()
    {
        var (account, client) = await AccountGiven.User(app.Rest);
        Assert.Equal(200, (await client.Put("/api/v2/user", new { fullname = "Ann Lee", avatar = "a picture", phone_number = "13800000000" })).Status);
        var user = (await app.Rpc.With(AccountGiven.Token(account)).Call("profile/export")).Data.GetProperty("user");
        Assert.Equal(("Ann Lee", "a picture", "13800000000"), (Text(user, "full_name"), Text(user, "picture"), Text(user, "phone_number")));
    }

    private static string? Text(JsonElement row, string member) => row.GetProperty(member).GetString();

    private async Task<(string Name, RpcClient Client)> UserWithEverything()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        await app.Rpc.With(null).Call("session/signin", new { username = name, password = Given.Password });
        Assert.Equal(200, (await client.Call("profile/set-telegram-username", "t_" + name)).Status);
        Assert.Equal(200, (await client.Call("api-tokens/create", "robot")).Status);
        var user = (await app.FindUser(name))!;
        await app.Get<NotificationStore>().Add(user.Id, Notification.Create("subject", "body", app.Clock.GetUtcNow()), Stop);
        await app.Mail.Wait(Given.Email(name), "Confirm your email");
        var message = $$"""{"Id":5,"UserId":{{user.Id}},"Purpose":"ConfirmEmail"}""";
        await app.Get<Tables>().Mail.AddEntityAsync(new TableEntity("poison", "of;" + name) { ["Message"] = message, ["Failed"] = app.Clock.GetUtcNow(), ["Reason"] = "refused" }, Stop);
        return (name, client);
    }
}

/// <summary>Tests how often a user may export.</summary>
public sealed class ExportLimitTests(LimitedApp app) : IClassFixture<LimitedApp>
{
    [Fact]
    public async Task Five_exports_in_an_hour_are_allowed()
    {
        var name = await Given.User(app.From());
        var client = await Given.Session(app.From(), name);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(200, (await client.Call("profile/export")).Status);
        }

        Assert.Equal(429, (await client.From(LimitedApp.NewAddress()).Call("profile/export")).HttpStatus);
        app.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(200, (await client.Call("profile/export")).Status);
    }
}
