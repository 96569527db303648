using System.Globalization;
using System.Text.Json;
using Serverless.Domain.Audit;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Audit;

/// <summary>Tests which events methods and endpoints of all families record, and what the events say.</summary>
public sealed class MethodEventsTests(FactorApp app) : IClassFixture<FactorApp>
{
    private const string NewPassword = "another long and winding road";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The calls that a user makes in their own name, with the events that they have.</summary>
    private static readonly Dictionary<string, (Func<RpcClient, string, Task<RpcAnswer>> Call, string[] Events)> Own = new()
    {
        ["profile/set-password"] = ((user, _) => user.Call("profile/set-password", NewPassword), ["password.changed"]),
        ["profile/set-email"] = ((user, name) => user.Call("profile/set-email", "x" + Given.Email(name)), ["email.changed"]),
        ["profile/set-telegram-username"] = ((user, name) => user.Call("profile/set-telegram-username", "t_" + name), ["user.profile_changed"]),
        ["profile/set-locale"] = ((user, _) => user.Call("profile/set-locale", "de"), ["user.profile_changed"]),
        ["profile/set-username"] = ((user, name) => user.Call("profile/set-username", name + "x"), ["user.renamed"]),
        ["profile/totp/create"] = ((user, _) => user.Call("profile/totp/create"), []), // a secret that waits is no factor yet
        ["profile/passkeys/create-options"] = ((user, _) => user.Call("profile/passkeys/create-options"), []),
        ["profile/delete-sessions"] = (async (user, name) => { await Given.Session(user, name); return await user.Call("profile/delete-sessions"); }, ["session.sign_in", "session.ended"]),
        ["session/signout"] = ((user, _) => user.Call("session/signout"), ["session.sign_out"]),
        ["session/reauthenticate"] = ((user, _) => user.Call("session/reauthenticate", new { password = Given.Password }), ["session.reauthenticated"]),
        ["api-tokens/create"] = ((user, _) => user.Call("api-tokens/create", "robot"), ["api_token.created"]),
        ["profile/read"] = ((user, _) => user.Call("profile/read"), []),
        ["notifications/read"] = ((user, _) => user.Call("notifications/read"), []),
    };

    /// <summary>The calls of an administrator about another user, with the events that they have.</summary>
    private static readonly Dictionary<string, (Func<RpcClient, string, string, Task<RpcAnswer>> Call, string[] Events)> Admin = new()
    {
        ["admin/users/set-enabled"] = ((root, id, _) => root.Call("admin/users/set-enabled", id, false), ["user.disabled"]),
        ["admin/users/set-permissions"] = ((root, id, _) => root.Call("admin/users/set-permissions", id, new { admin = true }), ["permissions.changed"]),
        ["admin/users/update-permissions"] = ((root, id, _) => root.Call("admin/users/update-permissions", id, new { admin = true }), ["permissions.changed"]),
        ["admin/users/set-password"] = ((root, id, _) => root.Call("admin/users/set-password", id, NewPassword), ["password.changed"]),
        ["admin/users/set-username"] = ((root, id, name) => root.Call("admin/users/set-username", id, name + "y", NewPassword), ["password.changed", "user.renamed"]),
        ["admin/users/delete-sessions"] = ((root, id, _) => root.Call("admin/users/delete-sessions", id), ["session.ended"]),
        ["admin/users/delete"] = ((root, id, _) => root.Call("admin/users/delete", id), ["user.erased"]),
        ["admin/users/read"] = ((root, _, _) => root.Call("admin/users/read"), []),
    };

    public static TheoryData<string> OwnMethods => [.. Own.Keys];

    public static TheoryData<string> AdminMethods => [.. Admin.Keys];

    [Theory]
    [MemberData(nameof(OwnMethods))]
    public async Task A_change_of_oneself_is_made_by_the_session(string method)
    {
        var (call, expected) = Own[method];
        var (name, user) = await Given.SignedInUser(app.Rpc);
        var stored = (await app.FindUser(name))!;
        var events = await EventsOf(stored.Id, async () => Assert.True((await call(user, name)).IsSuccess));
        Assert.Equal(expected, events.Select(one => one.Event));
        Assert.All(events, one => Assert.Equal((stored.Pseudonym, stored.Pseudonym, "session", "rpc", false), (one.Subject, one.Actor, one.ActorKind, one.Family, one.HasFailed)));
        Assert.All(events, one => Assert.NotNull(one.Ip));
    }

    [Theory]
    [MemberData(nameof(AdminMethods))]
    public async Task A_change_of_another_user_names_the_administrator(string method)
    {
        var (call, expected) = Admin[method];
        var root = await Given.Root(app);
        var (name, _) = await Given.SignedInUser(app.Rpc);
        var stored = (await app.FindUser(name))!;
        var copied = await EventsOf(stored.Id, async () => Assert.True((await call(root, stored.Id.ToString(CultureInfo.InvariantCulture), name)).IsSuccess));
        Assert.Equal(expected, copied.Select(one => one.Event));
        Assert.All(copied, one => Assert.Equal((stored.Pseudonym, 1, "session"), (one.Subject, one.Actor, one.ActorKind)));
    }

    [Fact]
    public async Task The_actor_of_a_new_user_is_the_administrator_or_anonymous()
    {
        var root = await Given.Root(app);
        var name = Given.Name();
        Assert.True((await root.Call("admin/users/create", new { username = name, password = Given.Password })).IsSuccess);
        var created = Assert.Single(await AuditGiven.Stored(app, (await app.FindUser(name))!.Id));
        Assert.Equal(("user.created", 1, "session"), (created.Event, created.Actor, created.ActorKind));

        var own = await AuditGiven.Stored(app, (await app.FindUser(await Given.User(app.Rpc)))!.Id);
        Assert.Equal([("user.created", "anonymous")], own.Select(one => (one.Event, one.ActorKind)));
    }

    [Fact]
    public async Task An_invitation_is_an_event_each_time_it_is_sent()
    {
        var root = await Given.Root(app);
        var name = Given.Name();
        var id = (await root.Call("admin/users/invite", new { username = name, email = Given.Email(name) })).Data.GetProperty("id").GetString();
        Assert.True((await root.Call("admin/users/send-invitation", id)).IsSuccess);
        var events = await AuditGiven.Stored(app, long.Parse(id!, CultureInfo.InvariantCulture));
        Assert.Equal(["user.created", "user.invited", "user.invited"], events.Where(one => one.Actor == 1).Select(one => one.Event));
    }

    [Fact]
    public async Task An_API_token_is_created_changed_and_deleted()
    {
        var (name, user) = await Given.SignedInUser(app.Rpc);
        var id = (await app.FindUser(name))!.Id;
        var created = (await user.Call("api-tokens/create", "robot")).Data;
        var tokenId = created.GetProperty("id").GetString()!;
        var token = app.Rpc.With(created.GetProperty("token").GetString());
        var events = await EventsOf(id, async () =>
        {
            await user.Call("api-tokens/set-enabled", tokenId, false);
            await user.Call("api-tokens/set-enabled", tokenId, true);
            await user.Call("api-tokens/set-enabled", tokenId, true); // changes nothing
            Assert.True((await token.Call("api-tokens/delete", tokenId)).IsSuccess);
        });
        Assert.Equal([("api_token.changed", "disabled", "session"), ("api_token.changed", "enabled", "session"), ("api_token.deleted", null, "api_token")],
            events.Select(one => (one.Event, one.Details.GetValueOrDefault("change"), one.ActorKind)));
        Assert.All(events, one => Assert.Equal(tokenId, one.Details["token_id"]));
    }

    [Fact]
    public async Task Second_factors_and_sign_ins_with_them_are_events()
    {
        var (name, user) = await Given.SignedInUser(app.Rpc);
        var id = (await app.FindUser(name))!.Id;
        string[] codes = [];
        Assert.Equal(["factor.recovery_codes_created", "factor.totp_created"], (await EventsOf(id, async () => codes = (await FactorGiven.Totp(app, user)).RecoveryCodes)).Select(one => one.Event).Order());
        var events = await EventsOf(id, async () =>
        {
            var ticket = await FactorGiven.Ticket(app.Rpc, name);
            await app.Rpc.Call("session/signin-second-factor", ticket, new { recovery_code = "wrong-wrong" });
            Assert.True((await app.Rpc.Call("session/signin-second-factor", ticket, new { recovery_code = codes[0] })).IsSuccess);
        });
        Assert.Equal(
            [("session.password_accepted", null, false), ("session.second_factor_failed", null, true), ("factor.recovery_code_used", "recovery_code", false), ("session.sign_in", "recovery_code", false)],
            events.Select(one => (one.Event, one.Details.GetValueOrDefault("factor"), one.HasFailed)));
        string passkey = "";
        using var authenticator = FactorApp.Authenticator();
        var passkeys = await EventsOf(id, async () =>
        {
            passkey = await FactorGiven.Passkey(user, authenticator);
            await user.Call("profile/passkeys/rename", passkey, "another name");
            await user.Call("profile/passkeys/delete", passkey);
            await user.Call("profile/recovery-codes/create");
        });
        Assert.Equal(["factor.passkey_created", "factor.passkey_renamed", "factor.passkey_deleted", "factor.recovery_codes_created"], passkeys.Select(one => one.Event));
        Assert.All(passkeys.Take(3), one => Assert.Equal(passkey, one.Details["passkey_id"]));
        Assert.DoesNotContain("another name", JsonSerializer.Serialize(passkeys), StringComparison.Ordinal);

        var root = await Given.Root(app);
        var reset = Assert.Single(await EventsOf(id, () => root.Call("admin/users/reset-factors", id.ToString(CultureInfo.InvariantCulture))));
        Assert.Equal("factor.reset", reset.Event);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_password_that_is_reset_by_email_is_an_event_of_an_anonymous_caller(bool isConfirmed)
    {
        var name = await Given.User(app.Rpc, withEmail: true);
        if (isConfirmed)
        {
            await Given.Confirmed(app, name);
        }

        var id = (await app.FindUser(name))!.Id;
        var events = await EventsOf(id, async () =>
        {
            await app.Rpc.Call("session/send-password-reset-email", name);
            var token = Mailbox.Token(await app.Mail.Wait(Given.Email(name), "Reset Password"));
            Assert.True((await app.Rpc.Call("session/set-password-by-token", token, NewPassword)).IsSuccess);
        });
        Assert.Contains(events, one => (one.Event, one.ActorKind) == ("email.token_issued", "system"));
        Assert.Contains(events, one => (one.Event, one.ActorKind, one.Actor) == ("password.reset", "anonymous", 0));
        Assert.Equal(isConfirmed ? 0 : 1, events.Count(one => (one.Event, one.ActorKind) == ("email.confirmed", "anonymous")));
        Assert.DoesNotContain(events, one => one.Event is "password.changed" or "email.changed");
    }

    [Fact]
    public async Task The_session_and_account_families_are_named()
    {
        var (name, user) = await Given.SignedInUser(app.Rpc);
        var id = (await app.FindUser(name))!.Id;
        var events = await EventsOf(id, async () =>
        {
            AccountGiven.Token(await app.Rest.Post("/sign_in", new { login = name, password = Given.Password }));
            await app.Rest.Post("/api/session", new { user = name, pass = Given.Password });
            Assert.Equal(200, (await app.Rest.With(user.Token).Delete("/api/sessions/all")).Status);
        });
        Assert.Contains(events, one => (one.Event, one.Family) == ("session.sign_in", "account"));
        Assert.Contains(events, one => (one.Event, one.Family) == ("session.sign_in", "session"));
        Assert.Contains(events, one => (one.Event, one.Family) == ("session.ended", "session"));
    }

    [Fact]
    public async Task Changed_settings_are_named_and_their_values_are_not()
    {
        var root = await Given.Root(app);
        await root.Call("admin/settings/update", new { telegram_bot_name = "a_secret_bot" });
        var page = await root.Call("admin/audit/read", new { where = new { @event = "settings.changed" } });
        var changed = page.Data.GetProperty("rows")[0];
        Assert.Equal("telegram_bot_name", changed.GetProperty("details").GetProperty("settings").GetString());
        Assert.Equal(("1", JsonValueKind.Null), (changed.GetProperty("actor_id").GetString(), changed.GetProperty("subject_id").ValueKind));
        Assert.DoesNotContain("a_secret_bot", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_sign_ins_are_recorded_a_limited_number_of_times_a_minute()
    {
        var (name, user) = await Given.SignedInUser(app.Rpc);
        for (var i = 0; i < SignInFailures.MostOfUser + 5; i++)
        {
            Assert.Equal(401, (await app.Rpc.Call("session/signin", new { username = name, password = "wrong" })).Status);
        }

        var rows = (await user.Call("profile/audit/read", new { where = new { @event = "session.sign_in_failed" } })).Data.GetProperty("rows").EnumerateArray().ToList();
        Assert.InRange(rows.Count, SignInFailures.MostOfUser, 2 * SignInFailures.MostOfUser); // a minute can end in between
        Assert.All(rows, row => Assert.Equal(("failure", "wrong_password", "anonymous"), (row.GetProperty("outcome").GetString(), row.GetProperty("details").GetProperty("reason").GetString(), row.GetProperty("actor_kind").GetString())));
    }

    private async Task<IReadOnlyList<Serverless.Storage.Rows.AuditRow>> EventsOf(long userId, Func<Task> act)
    {
        var known = (await AuditGiven.Stored(app, userId)).Count;
        await act();
        await app.FinishFollowUps();
        Stop.ThrowIfCancellationRequested();
        return [.. (await AuditGiven.Stored(app, userId)).Skip(known)];
    }
}
