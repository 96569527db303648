using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Measuring.Programs;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Permissions;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Security;
using Serverless.Storage;

namespace Serverless.Measuring.Costs;

/// <summary>Contains a script for each method, with which its cost is counted. A script prepares the call, and returns the call alone.</summary>
internal static class Scripts
{
    private static readonly object Admin = new Dictionary<string, bool> { ["admin"] = true };

    public static IReadOnlyDictionary<string, Func<Actors, Task<Func<Task>>>> All { get; } = new Dictionary<string, Func<Actors, Task<Func<Task>>>>(StringComparer.Ordinal)
    {
        ["/event"] = Guest("/event", "name"),
        ["/healthcheck"] = async actors =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1.1)); // a result is reused for one second
            return () => actors.App.Call("/healthcheck", null);
        },
        ["/ping"] = Guest("/ping"),
        ["/pong"] = Guest("/pong"),
        ["/publish"] = Guest("/publish", "name"),
        ["/v1/admin/api-call-log/read-history-stat"] = Root("/v1/admin/api-call-log/read-history-stat", _ => ["/v1/test/test"]),
        ["/v1/admin/api-call-log/read-latest-stat"] = Root("/v1/admin/api-call-log/read-latest-stat", _ => ["/v1/test/test"]),
        ["/v1/admin/api-call-log/read-log"] = Root("/v1/admin/api-call-log/read-log", _ => [new { where = new { method_id = Equal("/v1/test/test") } }]),
        // More than there are. In so small a log, a few users can have most of a shorter page, which then takes a second round.
        ["/v1/admin/audit/read"] = Root("/v1/admin/audit/read", _ => [new { limit = 1_000 }]),
        ["/v1/admin/notifications/create"] = Root("/v1/admin/notifications/create", actors => [new[] { actors.Id }, "subject", "body"]),
        ["/v1/admin/notifications/create-for-all"] = Root("/v1/admin/notifications/create-for-all", _ => ["subject", "body"]),
        ["/v1/admin/notifications/read-progress"] = Root("/v1/admin/notifications/read-progress", _ => ["1"], mayFail: true),
        ["/v1/admin/email-templates/preview"] = Root("/v1/admin/email-templates/preview", _ => ["confirm-email", "de"]),
        ["/v1/admin/email-templates/read"] = Root("/v1/admin/email-templates/read", _ => []),
        ["/v1/admin/email-templates/reset"] = Root("/v1/admin/email-templates/reset", _ => ["confirm-email", "de"]),
        ["/v1/admin/email-templates/send-to-me"] = async actors =>
        {
            await actors.App.Services.GetRequiredService<AccountStore>().Change(
                Actor.Nobody,
                Domain.Users.User.RootId,
                change =>
                {
                    change.User = change.User with { Email = "root@example.com", EmailConfirmed = true };
                    return true;
                },
                CancellationToken.None);
            return () => actors.App.Call("/v1/admin/email-templates/send-to-me", actors.Root, "confirm-email", "de");
        },
        ["/v1/admin/email-templates/update"] = Root("/v1/admin/email-templates/update", _ => ["confirm-email", "de", new { subject = "s", text = "{{link}}", html = "{{link}}" }]),
        ["/v1/admin/settings/read"] = Root("/v1/admin/settings/read", _ => []),
        ["/v1/admin/settings/read-app"] = Root("/v1/admin/settings/read-app", _ => []),
        ["/v1/admin/settings/test-smtp"] = Root("/v1/admin/settings/test-smtp", _ => [new { smtp_hostname = "127.0.0.1", smtp_port = ClosedPort() }], mayFail: true),
        ["/v1/admin/settings/update"] = Root("/v1/admin/settings/update", actors => [new { telegram_bot_name = actors.Name }]),
        ["/v1/admin/statistics/read-calls"] = Root("/v1/admin/statistics/read-calls", _ => [new { days = 30 }]),
        ["/v1/admin/statistics/read-daily"] = Root("/v1/admin/statistics/read-daily", _ => []),
        ["/v1/admin/status/read"] = Root("/v1/admin/status/read", _ => []),
        ["/v1/admin/users/create"] = Root("/v1/admin/users/create", _ => [new { username = Actors.NewName(), password = TestSettings.Password }]),
        ["/v1/admin/users/delete"] = Root("/v1/admin/users/delete", actors => [actors.Id]),
        ["/v1/admin/users/delete-api-token"] = Root("/v1/admin/users/delete-api-token", actors => [actors.Id, actors.TokenId]),
        ["/v1/admin/users/delete-session"] = async actors =>
        {
            var sessions = await actors.App.Call("/v1/admin/users/read-sessions", actors.Root, actors.Id);
            var id = sessions.GetProperty("data")[0].GetProperty("id").GetString();
            return () => actors.App.Call("/v1/admin/users/delete-session", actors.Root, actors.Id, id);
        },
        ["/v1/admin/users/delete-sessions"] = Root("/v1/admin/users/delete-sessions", actors => [actors.Id]),
        ["/v1/admin/users/get-permissions"] = Root("/v1/admin/users/get-permissions", actors => [actors.Id]),
        ["/v1/admin/users/invite"] = Root("/v1/admin/users/invite", _ => [NewInvitation()]),
        ["/v1/admin/users/read"] = Root("/v1/admin/users/read", _ => [new { limit = 100 }]),
        ["/v1/admin/users/read-api-tokens"] = Root("/v1/admin/users/read-api-tokens", actors => [actors.Id]),
        ["/v1/admin/users/read-factors"] = Root("/v1/admin/users/read-factors", actors => [actors.Id]),
        ["/v1/admin/users/read-sessions"] = Root("/v1/admin/users/read-sessions", actors => [actors.Id]),
        ["/v1/admin/users/reset-factors"] = SecondFactorScripts.Reset,
        ["/v1/admin/users/send-invitation"] = async actors =>
        {
            var invited = await actors.App.Call("/v1/admin/users/invite", actors.Root, NewInvitation());
            var id = invited.GetProperty("data").GetProperty("id").GetString();
            return () => actors.App.Call("/v1/admin/users/send-invitation", actors.Root, id);
        },
        ["/v1/admin/users/set-enabled"] = Root("/v1/admin/users/set-enabled", actors => [actors.Id, false]),
        ["/v1/admin/users/set-password"] = Root("/v1/admin/users/set-password", actors => [actors.Id, "another long and winding road"]),
        ["/v1/admin/users/set-permissions"] = Root("/v1/admin/users/set-permissions", actors => [actors.Id, Admin]),
        ["/v1/admin/users/set-username"] = Root("/v1/admin/users/set-username", actors => [actors.Id, Actors.NewName()]),
        ["/v1/admin/users/suggest"] = Root("/v1/admin/users/suggest", actors => [new { where = new { name = Like(actors.Name) } }]),
        ["/v1/admin/users/update-permissions"] = Root("/v1/admin/users/update-permissions", actors => [actors.Id, Admin]),
        ["/v1/api-tokens/create"] = User("/v1/api-tokens/create", _ => ["another"]),
        ["/v1/api-tokens/delete"] = User("/v1/api-tokens/delete", actors => [actors.TokenId]),
        ["/v1/api-tokens/get-permissions"] = User("/v1/api-tokens/get-permissions", actors => [actors.TokenId]),
        ["/v1/api-tokens/read"] = User("/v1/api-tokens/read", _ => []),
        ["/v1/api-tokens/rotate"] = User("/v1/api-tokens/rotate", actors => [actors.TokenId, 60]),
        ["/v1/api-tokens/set-enabled"] = User("/v1/api-tokens/set-enabled", actors => [actors.TokenId, false]),
        ["/v1/api-tokens/set-permissions"] = RootsToken("/v1/api-tokens/set-permissions"),
        ["/v1/api-tokens/update-permissions"] = RootsToken("/v1/api-tokens/update-permissions"),
        ["/v1/notifications/delete"] = User("/v1/notifications/delete", _ => []),
        ["/v1/notifications/mark-read"] = User("/v1/notifications/mark-read", _ => []),
        ["/v1/notifications/mark-unread"] = User("/v1/notifications/mark-unread", _ => []),
        ["/v1/notifications/read"] = User("/v1/notifications/read", _ => []),
        ["/v1/profile/delete"] = User("/v1/profile/delete", _ => []),
        ["/v1/profile/export"] = User("/v1/profile/export", _ => []),
        ["/v1/profile/delete-sessions"] = async actors =>
        {
            var other = await actors.App.Session(actors.Name);
            return () => actors.App.Call("/v1/profile/delete-sessions", other);
        },
        ["/v1/profile/audit/read"] = User("/v1/profile/audit/read", _ => []),
        ["/v1/profile/factors/read"] = User("/v1/profile/factors/read", _ => []),
        ["/v1/profile/passkeys/create"] = SecondFactorScripts.CreatePasskey,
        ["/v1/profile/passkeys/create-options"] = User("/v1/profile/passkeys/create-options", _ => []),
        ["/v1/profile/passkeys/delete"] = SecondFactorScripts.WithPasskey("/v1/profile/passkeys/delete"),
        ["/v1/profile/passkeys/rename"] = SecondFactorScripts.WithPasskey("/v1/profile/passkeys/rename", "another name"),
        ["/v1/profile/recovery-codes/create"] = SecondFactorScripts.WithTotp("/v1/profile/recovery-codes/create"),
        ["/v1/profile/security/read"] = User("/v1/profile/security/read", _ => []),
        ["/v1/profile/sessions/delete"] = async actors =>
        {
            var other = await actors.App.Session(actors.Name);
            var sessions = await actors.App.Call("/v1/profile/sessions/read", other);
            return () => actors.App.Call("/v1/profile/sessions/delete", other, sessions.GetProperty("data")[0].GetProperty("id").GetString());
        },
        ["/v1/profile/sessions/read"] = User("/v1/profile/sessions/read", _ => []),
        ["/v1/profile/totp/confirm"] = SecondFactorScripts.ConfirmTotp,
        ["/v1/profile/totp/create"] = User("/v1/profile/totp/create", _ => []),
        ["/v1/profile/totp/delete"] = SecondFactorScripts.WithTotp("/v1/profile/totp/delete"),
        ["/v1/profile/read"] = User("/v1/profile/read", _ => []),
        ["/v1/profile/set-email"] = User("/v1/profile/set-email", _ => [$"{Actors.NewName()}@example.com"]),
        ["/v1/profile/set-password"] = User("/v1/profile/set-password", _ => ["another long and winding road"]),
        ["/v1/profile/set-locale"] = User("/v1/profile/set-locale", _ => ["de"]),
        ["/v1/profile/set-telegram-username"] = User("/v1/profile/set-telegram-username", _ => ["telegram_" + Actors.NewName()]),
        ["/v1/profile/set-username"] = User("/v1/profile/set-username", _ => [Actors.NewName()]),
        ["/v1/session/confirm-email-by-token"] = Emailed("/v1/session/confirm-email-by-token", ActionPurpose.ConfirmEmail, CredentialKind.EmailConfirmation),
        ["/v1/session/reauthenticate"] = User("/v1/session/reauthenticate", _ => [new { password = TestSettings.Password }]),
        ["/v1/session/refuse-email-by-token"] = Emailed("/v1/session/refuse-email-by-token", ActionPurpose.ConfirmEmail, CredentialKind.EmailConfirmation),
        ["/v1/session/send-confirmation-email"] = actors => Call(actors, "/v1/session/send-confirmation-email", null, actors.Name),
        ["/v1/session/send-password-reset-email"] = actors => Call(actors, "/v1/session/send-password-reset-email", null, actors.Name),
        ["/v1/session/set-password-by-token"] = Emailed("/v1/session/set-password-by-token", ActionPurpose.ResetPassword, CredentialKind.PasswordReset, "another long and winding road"),
        ["/v1/session/passkey-options"] = Guest("/v1/session/passkey-options"),
        ["/v1/session/signin-passkey"] = SecondFactorScripts.SignInWithPasskey,
        ["/v1/session/signin-second-factor"] = SecondFactorScripts.SignInWithTotp,
        ["/v1/session/signin"] = actors => Call(actors, "/v1/session/signin", null, new { username = actors.Name, password = TestSettings.Password }),
        ["/v1/session/signout"] = User("/v1/session/signout", _ => []),
        ["/v1/site/read"] = actors => Call(actors, "/v1/site/read", null),
        ["/v1/session/signup"] = actors => Call(actors, "/v1/session/signup", null, SignUp(Actors.NewName())),
        ["/v1/session/undo-email-change"] = Emailed("/v1/session/undo-email-change", ActionPurpose.UndoEmailChange, CredentialKind.EmailUndo),
        ["/v1/test/test"] = Guest("/v1/test/test"),
        ["/v1/test/upload"] = actors => Task.FromResult<Func<Task>>(async () =>
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent([1, 2, 3]), "file", "file" } };
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/test/upload", UriKind.Relative)) { Content = form };
            await actors.App.Send("/v1/test/upload", request, null);
        }),
    };

    private static object SignUp(string name) => new { username = name, password = TestSettings.Password, email = $"{name}@example.com" };

    private static object NewInvitation()
    {
        var name = Actors.NewName();
        return new { username = name, email = $"{name}@example.com" };
    }

    /// <summary>Returns whether a call starts work in a queue.</summary>
    public static bool HasConsequences(string id) => id is "/v1/admin/users/delete" or "/v1/profile/delete" or "/v1/admin/notifications/create" or "/v1/admin/notifications/create-for-all"
        or "/v1/profile/set-email" or "/v1/session/send-confirmation-email" or "/v1/session/send-password-reset-email"
        or "/v1/admin/users/reset-factors" or "/v1/admin/users/invite" or "/v1/admin/users/send-invitation";

    private static string[] Equal(string value) => ["=", value];

    private static string[] Like(string value) => ["like", value];

    private static Func<Actors, Task<Func<Task>>> Guest(string method, params object?[] parameters) => actors => Call(actors, method, null, parameters);

    private static Func<Actors, Task<Func<Task>>> User(string method, Func<Actors, object?[]> parameters) => actors => Call(actors, method, actors.User, parameters(actors));

    private static Func<Actors, Task<Func<Task>>> Root(string method, Func<Actors, object?[]> parameters, bool mayFail = false) => async actors =>
    {
        var call = await Call(actors, method, actors.Root, parameters(actors));
        return mayFail ? async () => await ((Task)call()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing) : call;
    };

    private static Task<Func<Task>> Call(Actors actors, string method, string? token, params object?[] parameters) =>
        Task.FromResult<Func<Task>>(() => actors.App.Call(method, token, parameters));

    /// <summary>Returns a script for permissions of an API token. Root makes the call, because only a user with permissions can give them.</summary>
    private static Func<Actors, Task<Func<Task>>> RootsToken(string method) => async actors =>
    {
        var id = (await actors.App.Call("/v1/api-tokens/create", actors.Root, "robot")).GetProperty("data").GetProperty("id").GetString();
        return async () =>
        {
            await actors.App.Call(method, actors.Root, id, Admin);
        };
    };

    /// <summary>Returns a script for a method that takes a token from an email. The script creates the token in the way the email's token is created.</summary>
    private static Func<Actors, Task<Func<Task>>> Emailed(string method, ActionPurpose purpose, CredentialKind kind, params object?[] more) => async actors =>
    {
        var credential = Credential.Create(kind, long.Parse(actors.Id, null), Ids.Random());
        var (address, now) = ($"{actors.Name}@example.com", DateTimeOffset.UtcNow);
        await actors.App.Services.GetRequiredService<AccountStore>().Change(
            Actor.Nobody,
            credential.UserId,
            change =>
            {
                change.AddAction(purpose, credential, ActionSecrets.Issue(credential, address, now.AddHours(1), now));
                if (purpose == ActionPurpose.UndoEmailChange)
                {
                    var former = new FormerEmail(credential.RecordId, now.AddHours(1), IsConfirmed: true, address);
                    change.User = change.User with { Email = "new." + address, FormerEmails = [former] };
                }

                return true;
            },
            CancellationToken.None);
        return () => actors.App.Call(method, null, [credential.Text, .. more]);
    };

    private static int ClosedPort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
