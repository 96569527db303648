using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Serverless.Api.Shared.Declarations;
using Serverless.Measuring.Programs;
using Serverless.Domain.Permissions;
using Serverless.Domain.SecondFactors;
using Serverless.Domain.Users;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Storage.Rows;
using Serverless.Tests.Harness;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Security;

/// <summary>
/// Checks the table WhoMayChangeWhat.tsv: which caller may change what of which target. Every method and endpoint that changes something is tried
/// over HTTP with every kind of caller and target. Operations that change nothing are listed by name, so that a new method needs a decision.
/// </summary>
public sealed class WhoMayChangeWhat(TestApp app) : IClassFixture<TestApp>
{
    private const string File = "Functions.Tests/Security/WhoMayChangeWhat.tsv";
    private const string Password = "a password that is set here";

    /// <summary>The kinds of targets, by the letter in a cell of the table.</summary>
    private static readonly (char Letter, Target Target)[] Targets = [('s', Target.Self), ('u', Target.User), ('a', Target.Administrator), ('r', Target.Root)];

    /// <summary>Operations that only read or need no credential: they need a password, a token from an email, or nothing.</summary>
    private static readonly HashSet<string> WithoutRow = new(StringComparer.Ordinal)
    {
        "/event", "/healthcheck", "/ping", "/pong", "/publish", "/v1/site/read", "/v1/test/test", "/v1/test/upload",
        "/v1/admin/api-call-log/read-history-stat", "/v1/admin/api-call-log/read-latest-stat", "/v1/admin/api-call-log/read-log", "/v1/admin/audit/read", "/v1/profile/audit/read",
        "/v1/admin/notifications/read-progress",
        "/v1/admin/email-templates/preview", "/v1/admin/email-templates/read", "/v1/admin/email-templates/send-to-me", "/v1/admin/settings/read-app",
        "/v1/admin/settings/read", "/v1/admin/settings/test-smtp", "/v1/admin/users/read", "/v1/admin/users/read-api-tokens", "/v1/admin/users/read-factors", "/v1/admin/users/read-sessions", "/v1/admin/users/suggest",
        "/v1/admin/statistics/read-calls", "/v1/admin/statistics/read-daily", "/v1/admin/status/read",
        "/v1/api-tokens/read", "/v1/api-tokens/get-permissions", "/v1/notifications/read", "/v1/profile/export", "/v1/profile/read",
        "/v1/session/confirm-email-by-token", "/v1/session/refuse-email-by-token", "/v1/session/undo-email-change", "/v1/session/set-password-by-token",
        "/v1/session/send-confirmation-email", "/v1/session/send-password-reset-email", "/v1/session/signin", "/v1/session/signup",
        "/v1/session/passkey-options", "/v1/session/signin-passkey", "/v1/session/signin-second-factor", "/v1/profile/factors/read", "/v1/profile/security/read", "/v1/profile/passkeys/create-options", "/v1/profile/sessions/read",
        "/accounts/read-user", "/accounts/reset-password", "/accounts/sign-in", "/accounts/sign-in-with", "/accounts/sign-up", "/accounts/sign-up-temporarily",
        "/sessions/hello", "/sessions/list", "/sessions/read", "/sessions/read-current", "/sessions/read-user", "/sessions/sign-in", "/sessions/sign-up",
        "/sessions/of-user/list", "/sessions/of-user/read", "/sessions/version5/list", "/sessions/version5/read", "/sessions/version5/sign-in",
    };

    private static readonly Column[] Columns =
    [
        .. from rank in new[] { Rank.User, Rank.Administrator, Rank.Root }
           from credential in Enum.GetValues<Kind>()
           where rank != Rank.User || credential != Kind.TokenWithAdmin // it could not be given
           select new Column(rank, credential),
    ];

    /// <summary>The age of a session that is not fresh any more.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromHours(1);

    private readonly Dictionary<Column, Someone> _callers = [];
    private readonly Dictionary<Target, Someone> _targets = [];
    private string? _hash;

    private enum Target
    {
        Self,
        User,
        Administrator,
        Root,
    }

    private enum Rank
    {
        User,
        Administrator,
        Root,
    }

    private enum Kind
    {
        Session,
        FreshSession,
        Token,
        TokenWithAdmin,
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_change_is_allowed_exactly_as_the_table_lists()
    {
        var lines = new List<string> { string.Join('\t', Columns.Select(column => column.Name).Prepend("change")) };
        foreach (var change in Changes())
        {
            var cells = new List<string> { change.Name };
            foreach (var column in Columns)
            {
                var cell = new StringBuilder();
                foreach (var (letter, target) in Targets)
                {
                    cell.Append(!change.Targets.Contains(target) ? "" : await IsAllowed(change, column, target) ? letter : '-');
                }

                cells.Add(cell.ToString());
            }

            lines.Add(string.Join('\t', cells));
        }

        TableFile.AssertStates(File, lines);
    }

    [Fact]
    public void Every_method_and_endpoint_has_a_row_or_changes_nothing_with_a_credential()
    {
        var rows = Changes().Select(change => change.Id).ToHashSet(StringComparer.Ordinal);
        var operations = app.Get<Catalogue>().Operations.Select(operation => operation.Id).ToList();
        var missing = operations.Except(rows).Except(WithoutRow).ToList();
        Assert.True(
            missing.Count == 0,
            $"{string.Join(", ", missing)}: if it changes something with the credential of a caller, add the call to Changes() and its row to {File}. If not, add it to WithoutRow.");
        Assert.Empty(rows.Intersect(WithoutRow));
        Assert.Empty(rows.Concat(WithoutRow).Except(operations));
    }

    private static IEnumerable<Change> Changes()
    {
        Target[] self = [Target.Self];
        Target[] all = [Target.Self, Target.User, Target.Administrator, Target.Root];
        var admin = new Dictionary<string, bool> { [Permission.Admin] = true };

        yield return Rpc("/v1/admin/users/create", self, _ => [new { username = Given.Name(), password = Password }]);
        yield return Rpc("/v1/admin/users/create", self, _ => [new { username = Given.Name(), password = Password, permissions = admin }], "administrator");
        yield return Rpc("/v1/admin/users/delete", all, target => [target.IdText]);
        yield return Rpc("/v1/admin/users/delete-api-token", all, target => [target.IdText, target.OtherToken]);
        yield return Rpc("/v1/admin/users/delete-session", all, target => [target.IdText, target.Session]);
        yield return Rpc("/v1/admin/users/delete-sessions", all, target => [target.IdText]);
        yield return Rpc("/v1/admin/users/get-permissions", all, target => [target.IdText]);
        yield return Rpc("/v1/admin/users/invite", self, _ => [new { email = Given.Email(Given.Name()) }]);
        yield return Rpc("/v1/admin/users/invite", self, _ => [new { email = Given.Email(Given.Name()), permissions = admin }], "administrator");
        yield return Rpc("/v1/admin/users/send-invitation", self, target => [target.Invited]);
        yield return Rpc("/v1/admin/users/reset-factors", all, target => [target.IdText]);
        yield return Rpc("/v1/admin/users/set-enabled", all, target => [target.IdText, false]);
        yield return Rpc("/v1/admin/users/set-password", all, target => [target.IdText, Password]);
        yield return Rpc("/v1/admin/users/set-permissions", all, target => [target.IdText, new { }]);
        yield return Rpc("/v1/admin/users/set-permissions", all, target => [target.IdText, admin], "admin");
        yield return Rpc("/v1/admin/users/set-username", all, target => [target.IdText, Given.Name(), Password]);
        yield return Rpc("/v1/admin/users/update-permissions", all, target => [target.IdText, new { }]);
        yield return Rpc("/v1/admin/users/update-permissions", all, target => [target.IdText, admin], "admin");
        yield return Rpc("/v1/admin/users/update-permissions", all, target => [target.IdText, new { admin = false }], "not admin");
        yield return Rpc("/v1/admin/notifications/create", all, target => [new[] { target.IdText }, "subject", "body"]);
        yield return Rpc("/v1/admin/notifications/create-for-all", self, _ => ["subject", "body"]);
        yield return Rpc("/v1/admin/email-templates/reset", self, _ => ["security-notice", "de"]);
        yield return Rpc("/v1/admin/email-templates/update", self, _ => ["security-notice", "de", new { subject = Given.Name(), text = "{{event}}", html = "{{event}}" }]);
        yield return Rpc("/v1/admin/email-templates/update", self, _ => ["confirm-email", "de", new { subject = Given.Name(), text = "{{link}}", html = "{{link}}" }], "link");
        yield return Rpc("/v1/admin/settings/update", self, _ => [new { telegram_bot_name = "bot" }]);
        yield return Rpc("/v1/admin/settings/update", self, _ => [new { app_url = $"https://{Given.Name()}.example/" }], "app_url");
        yield return Rpc("/v1/admin/settings/update", self, _ => [new { smtp_hostname = $"{Given.Name()}.example" }], "smtp_hostname");

        yield return Rpc("/v1/api-tokens/create", self, _ => ["one more"]);
        yield return Rpc("/v1/api-tokens/create", self, _ => ["one more", new { permissions = admin }], "admin");
        foreach (var (method, more) in new (string, object?[])[]
        {
            ("delete", []), ("rotate", []), ("set-enabled", [false]), ("set-permissions", [new { }]), ("update-permissions", [new { }]),
        })
        {
            yield return Rpc($"/v1/api-tokens/{method}", all, target => [target.OtherToken, .. more]);
            yield return Rpc($"/v1/api-tokens/{method}", self, target => [target.Token, .. more], "the token itself");
        }

        yield return Rpc("/v1/api-tokens/set-permissions", self, target => [target.OtherToken, admin], "admin");
        yield return Rpc("/v1/api-tokens/update-permissions", self, target => [target.OtherToken, admin], "admin");
        foreach (var method in new[] { "delete", "mark-read", "mark-unread" })
        {
            yield return Rpc($"/v1/notifications/{method}", self, _ => [new[] { "1" }]);
        }

        yield return Rpc("/v1/profile/delete-sessions", self, _ => []);
        yield return Rpc("/v1/profile/sessions/delete", self, target => [target.Session]);
        yield return Rpc("/v1/profile/delete", self, _ => []);
        yield return Rpc("/v1/profile/set-username", self, _ => [Given.Name()]);
        yield return Rpc("/v1/profile/passkeys/create", self, target => [target.Factors.NewPasskey]);
        yield return Rpc("/v1/profile/passkeys/delete", self, target => [target.Factors.Passkey]);
        yield return Rpc("/v1/profile/passkeys/rename", self, target => [target.Factors.Passkey, "key ring"]);
        yield return Rpc("/v1/profile/recovery-codes/create", self, _ => []);
        yield return Rpc("/v1/profile/totp/confirm", self, target => [target.Factors.Code]);
        yield return Rpc("/v1/profile/totp/create", self, _ => []);
        yield return Rpc("/v1/profile/totp/delete", self, _ => []);
        yield return Rpc("/v1/profile/set-email", self, _ => [Given.Email(Given.Name())]);
        yield return Rpc("/v1/profile/set-password", self, _ => [Password]);
        yield return Rpc("/v1/profile/set-locale", self, _ => ["de"]);
        yield return Rpc("/v1/profile/set-telegram-username", self, _ => [Given.Name()]);
        yield return Rpc("/v1/session/reauthenticate", self, target => [new { password = target.Password }]);
        yield return Rpc("/v1/session/signout", self, _ => []);

        yield return Rest("/accounts/update-user", "PUT", self, _ => "/api/v2/user", _ => new { fullname = "Ann" });
        yield return Rest("/accounts/update-user", "PUT", self, _ => "/api/v2/user", _ => new { email = Given.Email(Given.Name()) }, "email");
        yield return Rest("/accounts/update-password", "PUT", self, _ => "/api/v2/user/password", target => new { current_password = target.Password, password = Password, password_confirmation = Password });
        yield return Rest("/sessions/delete", "DELETE", self, target => $"/api/user/session/{target.Session}");
        yield return Rest("/sessions/delete-many", "DELETE", self, _ => "/api/user/sessions", target => new { sessions = new[] { target.Session } });
        yield return Rest("/sessions/delete-all", "DELETE", self, _ => "/api/user/sessions/all");
        yield return Rest("/sessions/version5/delete", "DELETE", self, target => $"/api/users/me/sessions/{target.Session}");
        yield return Rest("/sessions/version5/delete-many", "DELETE", self, _ => "/api/users/me/sessions", target => new { ids = new[] { target.Session } });
        yield return Rest("/sessions/version5/delete-all", "DELETE", self, _ => "/api/users/me/sessions/all");
        yield return Rest("/sessions/of-user/delete", "DELETE", all, target => $"/api/user/{target.IdText}/session/{target.Session}");
        yield return Rest("/sessions/of-user/delete-many", "DELETE", all, target => $"/api/user/{target.IdText}/sessions", target => new { sessions = new[] { target.Session } });
        yield return Rest("/sessions/of-user/delete-all", "DELETE", all, target => $"/api/user/{target.IdText}/sessions/all");
    }

    private static Change Rpc(string id, Target[] targets, Func<Someone, object?[]> parameters, string? what = null) => new(
        id, what, targets, target => new HttpRequestMessage(HttpMethod.Post, "/api" + id) { Content = new StringContent(JsonSerializer.Serialize(parameters(target)), null, "application/json") });

    private static Change Rest(string id, string verb, Target[] targets, Func<Someone, string> path, Func<Someone, object>? body = null, string? what = null) => new(
        id, what, targets, target => new HttpRequestMessage(new HttpMethod(verb), path(target))
        {
            Content = body is null ? null : new StringContent(JsonSerializer.Serialize(body(target)), null, "application/json"),
        });

    /// <summary>Tries one change. A refused change leaves all users unchanged. After an allowed change, caller and target are created again.</summary>
    private async Task<bool> IsAllowed(Change change, Column column, Target target)
    {
        if (!_callers.TryGetValue(column, out var caller))
        {
            _callers[column] = caller = await Make(column.Rank, column.Kind);
        }

        var subject = caller;
        var isItself = target == Target.Root && column.Rank == Rank.Root; // there is only one root
        if (target != Target.Self && !isItself && !_targets.TryGetValue(target, out subject!))
        {
            _targets[target] = subject = await Make(target switch { Target.User => Rank.User, Target.Administrator => Rank.Administrator, _ => Rank.Root }, Kind.Session);
        }

        using var request = change.Request(subject);
        request.Headers.TryAddWithoutValidation("Authorization", caller.Credential);
        using var response = await app.Http.SendAsync(request, Stop);
        Assert.True((int)response.StatusCode < 500, $"{change.Name}, {column.Name}, {target}: {(int)response.StatusCode}");
        if (!response.IsSuccessStatusCode)
        {
            Assert.Contains(response.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.NotFound });
            return false;
        }

        _callers.Clear(); // root is the same in all columns
        _targets.Clear();
        return true;
    }

    private async Task<Someone> Make(Rank rank, Kind kind)
    {
        var id = User.RootId;
        if (rank != Rank.Root)
        {
            _hash ??= await app.Get<PasswordHashing>().Hash(Given.Password, Stop);
            var draft = new User
            {
                Id = 0,
                Name = Given.Name(),
                PasswordHash = _hash,
                Created = app.Clock.GetUtcNow(),
                Permissions = rank == Rank.Administrator ? ImmutableSortedDictionary<string, bool>.Empty.Add(Permission.Admin, true) : ImmutableSortedDictionary<string, bool>.Empty,
            };
            id = (await app.Get<CreateUser>().Run(draft, Stop))!.Id;
        }
        else
        {
            // The previous change may have set the password of root.
            _rootHash ??= await app.Get<PasswordHashing>().Hash(Given.Password, Stop);
        }

        var (factors, totp, passkey) = await MakeFactors(id);
        var (session, other) = (Credential.Create(CredentialKind.Session, id, Ids.Random()), Credential.Create(CredentialKind.Session, id, Ids.Random()));
        var tokens = Enumerable.Range(0, 2).Select(_ => Credential.Create(CredentialKind.ApiToken, id, Ids.Random())).ToArray();
        var iat = await app.Get<AccountStore>().Change(
            Actor.Nobody,
            id,
            change =>
            {
                if (rank == Rank.Root)
                {
                    change.CloseSessions(_ => true);
                    foreach (var token in change.User.Tokens)
                    {
                        change.RemoveToken(token);
                    }

                    change.User = change.User with { PasswordHash = _rootHash };
                }

                change.WriteTotp(totp);
                if (!change.AddPasskey(passkey))
                {
                    change.UpdatePasskey(passkey); // root is the same for all
                }

                var now = app.Clock.GetUtcNow();
                change.OpenSession(session, kind == Kind.Session ? now - Stale : now, TimeSpan.FromDays(1));
                foreach (var (token, isWith) in new[] { (tokens[0], kind == Kind.TokenWithAdmin), (tokens[1], false) })
                {
                    change.AddToken(new TokenRow
                    {
                        Id = token.RecordId,
                        Name = "t",
                        Enabled = true,
                        Created = now,
                        Permissions = isWith ? ImmutableSortedDictionary<string, bool>.Empty.Add(Permission.Admin, true) : ImmutableSortedDictionary<string, bool>.Empty,
                        Hash = token.Hash(),
                        UserPermissions = change.User.Permissions,
                        UserEnabled = true,
                    });
                }

                return change.OpenSession(other, now, TimeSpan.FromDays(1)).IssuedAt;
            },
            Stop);
        var invited = Given.Name();
        var withoutPassword = await app.Get<CreateUser>().Run(new User { Id = 0, Name = invited, Email = Given.Email(invited), Created = app.Clock.GetUtcNow() }, Stop);
        return new Someone(
            id.ToString(CultureInfo.InvariantCulture),
            kind is Kind.Session or Kind.FreshSession ? session.Text : tokens[0].Text,
            iat.ToString(CultureInfo.InvariantCulture),
            tokens[0].RecordId.ToString(CultureInfo.InvariantCulture),
            tokens[1].RecordId.ToString(CultureInfo.InvariantCulture),
            Given.Password,
            factors,
            withoutPassword!.Id.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Returns second factors for a user: what requests need, and the rows.</summary>
    private async Task<(Factors Factors, TotpRow Totp, PasskeyRow Passkey)> MakeFactors(long id)
    {
        var secret = TotpCode.CreateSecret();
        var text = await app.Get<TotpSecrets>().Protect(id, secret, Stop);
        var now = app.Clock.GetUtcNow();
        var site = app.Get<RelyingParty>();
        using var authenticator = new SoftwareAuthenticator { Origin = site.Origins.First() };
        var challenge = Challenges.Format(await app.Get<Challenges>().Create(ChallengePurpose.Create, id, Stop));
        var credential = authenticator.Create(JsonSerializer.SerializeToElement(new { challenge, rp = new { id = site.Id }, user = new { id = "AA" } }));
        return (
            new Factors(TotpCode.Of(secret, TotpCode.StepOf(now)), "7", credential),
            new TotpRow { Secret = text, Created = now, PendingSecret = text, PendingUntil = now.AddMinutes(10) },
            new PasskeyRow { Id = 7, CredentialId = [7], PublicKey = [7], Counter = 0, Name = "p", Created = now });
    }

    private string? _rootHash;

    private sealed record Change(string Id, string? What, Target[] Targets, Func<Someone, HttpRequestMessage> Request)
    {
        public string Name => What is null ? Id : $"{Id} ({What})";
    }

    private sealed record Column(Rank Rank, Kind Kind)
    {
        public string Name => $"{Rank switch { Rank.User => "user", Rank.Administrator => "admin", _ => "root" }} {Kind switch
        {
            Kind.Session => "session",
            Kind.FreshSession => "fresh",
            Kind.Token => "token",
            _ => "token+admin",
        }}";
    }

    /// <summary>A caller or a target: a credential, a second session, the API token that the credential may be, and another API token.</summary>
    private sealed record Someone(string IdText, string Credential, string Session, string Token, string OtherToken, string Password, Factors Factors, string Invited);

    private sealed record Factors(string Code, string Passkey, object NewPasskey);
}
