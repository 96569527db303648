using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Domain.Permissions;
using Serverless.Storage;
using Serverless.Storage.Rows;
using Serverless.Tests.Api.Sessions;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Shared;

/// <summary>Tests which calls need a fresh session (account-security.md 2).</summary>
public sealed class FreshSessionTests(FreshApp app) : IClassFixture<FreshApp>
{
    /// <summary>The documented methods that need a fresh session if the setting requires it.</summary>
    private static readonly string[] Documented =
    [
        "/accounts/update-user",
        "/v1/admin/users/create", "/v1/admin/users/delete", "/v1/admin/users/delete-api-token", "/v1/admin/users/delete-session", "/v1/admin/users/delete-sessions",
        "/v1/admin/users/invite", "/v1/admin/users/send-invitation", "/v1/admin/users/set-enabled", "/v1/admin/users/set-password",
        "/v1/admin/users/set-permissions", "/v1/admin/users/set-username", "/v1/admin/users/update-permissions",
        "/v1/api-tokens/create", "/v1/api-tokens/rotate",
        "/v1/profile/set-email", "/v1/profile/set-password",
    ];

    public static TheoryData<string> DocumentedMethods => [.. Documented.Where(id => id.StartsWith("/v1/", StringComparison.Ordinal))];

    [Fact]
    public void The_setting_extends_the_rule_to_the_documented_methods_that_change_credentials_and_users() =>
        Assert.Equal(Documented, app.Get<Catalogue>().Operations.Where(operation => operation.FreshSession == FreshSessionRule.IfConfigured).Select(operation => operation.Id));

    [Theory]
    [MemberData(nameof(DocumentedMethods))]
    public async Task A_documented_method_refuses_a_stale_session_and_an_api_token_before_it_reads_parameters(string method)
    {
        var root = await Given.Root(app);
        var created = (await root.Call("api-tokens/create", "t")).Data;
        var id = created.GetProperty("id").GetString();
        Assert.Equal(200, (await root.Call("api-tokens/set-permissions", id, new Dictionary<string, bool> { [Permission.Admin] = true })).Status);
        var fresh = await root.Post("/api" + method, "[1,2,3,4,5,6]");
        Assert.Equal(RpcStatus.InvalidParameters, fresh.Status);

        app.Clock.Advance(FreshApp.TooLong);
        foreach (var client in (RpcClient[])[root, app.Rpc.With(created.GetProperty("token").GetString())])
        {
            var answer = await client.Post("/api" + method, "[1,2,3,4,5,6]");
            var isSessionOnly = app.Get<Catalogue>().TryFind(method, out var operation) && operation.IsSessionOnly;
            var expected = client != root && isSessionOnly
                ? (401, RpcStatus.InsufficientPermissions, "Insufficient permissions to call API method", "insufficient_permissions")
                : (403, 403, "Reauthentication required", "reauthentication_required");
            Assert.Equal(expected, (answer.HttpStatus, answer.Status, answer.Text, answer.Reason));
        }

        Assert.Equal(RpcStatus.InsufficientPermissions, (await app.Rpc.Post("/api" + method, "[]")).Status);
    }

    [Fact]
    public async Task Every_way_to_sign_in_opens_a_fresh_session()
    {
        var (_, account) = await AccountGiven.User(app.Rest);
        Assert.Equal(200, (await account.Put("/api/v2/user", new { fullname = "Ann" })).Status);

        var name = await Given.User(app.Rpc);
        var (session, _) = await app.Rest.SignIn(name);
        Assert.Equal(200, (await app.Rpc.With(session.Token).Call("profile/set-password", Given.Password)).Status);

        var privateToken = AccountGiven.Token(await app.Rest.Post("/api/v2/sign_in", new { login = name, password = Given.Password }));
        Assert.Equal(200, (await app.Rest.WithPrivateToken(privateToken).Put("/api/v2/user", new { fullname = "Ann" })).Status);
    }

    [Fact]
    public async Task Reading_needs_no_fresh_session()
    {
        var (_, client) = await app.UserWithStaleSession();
        Assert.Equal(200, (await client.Call("profile/read")).Status);
        Assert.Equal(200, (await client.Call("api-tokens/read")).Status);
    }

    [Fact]
    public void Each_family_words_the_refusal()
    {
        var refused = Serverless.Api.Shared.Result.Refuse(Serverless.Domain.Failures.Reason.ReauthenticationRequired);
        var worded = app.Get<IEnumerable<Family>>().Select(family =>
        {
            var result = family.Refuse(refused, new RestCall { Family = family, MethodId = "" });
            return $"{family.GetType().Name} {result.Status} {result.Text}";
        });
        Assert.Equal(["AccountFamily 403 请重新登录后再试", "SessionFamily 403 Reauthentication Required"], worded.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_session_opened_by_an_older_version_is_fresh_after_its_sign_in()
    {
        var created = new DateTimeOffset(2026, 11, 29, 8, 0, 0, TimeSpan.Zero);
        var session = new SessionRow { Id = Ids.Random(), Hash = [1], IssuedAt = 1, Expires = created, Name = "", Permissions = PermissionMap.From(new Dictionary<string, bool>()), Pseudonym = 1 };
        var row = session.ToEntity(100, created);
        Assert.True(row.Remove(nameof(SessionRow.Proved)));
        Assert.Equal(created, SessionRow.From(row).Proved);
    }
}

/// <summary>Tests documented methods with the default settings.</summary>
public sealed class DocumentedMethodTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task By_default_documented_methods_need_no_fresh_session()
    {
        var root = await Given.Root(app);
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var (_, account) = await AccountGiven.User(app.Rest);
        app.Clock.Advance(FreshApp.TooLong);
        Assert.Equal(200, (await client.Call("profile/set-password", Given.Password)).Status);
        Assert.Equal(200, (await client.Call("profile/set-email", Given.Email(Given.Name()))).Status);
        Assert.Equal(200, (await client.Call("api-tokens/create", "t")).Status);
        Assert.Equal(200, (await root.Call("admin/users/create", new { username = Given.Name() })).Status);
        Assert.Equal(200, (await account.Put("/api/v2/user", new { fullname = "Ann" })).Status);
    }
}
