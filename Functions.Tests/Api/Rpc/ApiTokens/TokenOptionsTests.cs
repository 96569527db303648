using System.Text.Json;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.ApiTokens;

/// <summary>Tests the expiry and the permissions that an API token is created with (account-security.md 5).</summary>
public sealed class TokenOptionsTests(TestApp app) : IClassFixture<TestApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_list_shows_expiry_and_hint()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var now = app.Clock.GetUtcNow();
        var created = (await client.Call("api-tokens/create", "robot", new { expires_in_days = 7 })).Data;
        Assert.Equal(["id", "token", "userId", "username", "permissions"], created.EnumerateObject().Select(member => member.Name));
        var token = Assert.Single(await List(client));
        Assert.InRange(token.GetProperty("expires").GetDateTimeOffset(), now.AddDays(7).AddSeconds(-1), app.Clock.GetUtcNow().AddDays(7));
        Assert.Equal(created.GetProperty("token").GetString()![^4..], token.GetProperty("hint").GetString());
    }

    [Fact]
    public async Task An_expired_token_is_anonymous_in_every_family()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var program = app.Rpc.With((await client.Call("api-tokens/create", "robot", new { expires_in_days = 1 })).Data.GetProperty("token").GetString());
        var sessions = app.Rest.With(program.Token);
        var accounts = app.Rest.WithPrivateToken(program.Token);
        app.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await program.Call("profile/read")).Status);
        Assert.Equal(200, (await sessions.Get("/api/user")).Status);
        Assert.Equal(200, (await accounts.Get("/user")).Status);
        await using var socket = await RpcSocket.Open(app.Http.BaseAddress!, program.Token);
        Assert.Equal(200, RpcSocket.Status(await socket.Call("profile/read")));

        app.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(-32801, (await program.Call("profile/read")).Status);
        Assert.Equal(200, (await program.Call("test/test")).Status);
        Assert.Equal(401, (await sessions.Get("/api/user")).Status);
        Assert.Equal(401, (await accounts.Get("/user")).Status);
        Assert.Equal(-32801, RpcSocket.Status(await socket.Call("profile/read")));
    }

    [Theory]
    [InlineData("""{"expires_in_days":0}""", 400, "api_token_expiry_invalid", "expires_in_days must be from 1 to 3650")]
    [InlineData("""{"expires_in_days":3651}""", 400, "api_token_expiry_invalid", "expires_in_days must be from 1 to 3650")]
    [InlineData("""{"expires_in_days":1.5}""", -32808, "invalid_parameters", null)]
    [InlineData("""{"expires_in":5}""", -32808, "invalid_parameters", null)]
    [InlineData("""{"permissions":{"fly":true}}""", 400, "permission_not_held", "Token permission \"fly\" is not valid")]
    [InlineData("""{"permissions":{"admin":true}}""", 400, "permission_not_held", "Token permission \"admin\" is not valid")]
    public async Task Options_that_are_not_valid_are_refused(string options, int status, string reason, string? text)
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var answer = await client.Post("/api/v1/api-tokens/create", $"""["robot",{options}]""");
        Assert.Equal((status, reason), (answer.Status, Reason(answer)));
        Assert.True(text is null || text == answer.Text, answer.Text);
        Assert.Empty(await List(client));
    }

    [Fact]
    public async Task A_token_has_the_given_permissions_that_its_owner_holds()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        await Allow(name);
        var created = (await client.Call("api-tokens/create", "robot", new { permissions = new { admin = true } })).Data;
        Assert.Equal("""{"admin":true}""", created.GetProperty("permissions").GetRawText());
        Assert.Equal(200, (await app.Rpc.With(created.GetProperty("token").GetString()).Call("admin/users/read")).Status);
        var none = (await client.Call("api-tokens/create", "robot", new { permissions = new { admin = false } })).Data;
        Assert.Equal("{}", none.GetProperty("permissions").GetRawText());
        Assert.Equal(-32801, (await app.Rpc.With(none.GetProperty("token").GetString()).Call("admin/users/read")).Status);
    }

    [Fact]
    public async Task An_api_token_gives_no_permissions_and_no_longer_life_than_its_own()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        await Allow(name);
        var program = app.Rpc.With((await client.Call("api-tokens/create", "robot", new { expires_in_days = 5, permissions = new { admin = true } })).Data.GetProperty("token").GetString());
        var refused = await program.Call("api-tokens/create", "other", new { permissions = new { admin = true } });
        Assert.Equal((403, "session_required"), (refused.Status, Reason(refused)));

        var expires = Assert.Single(await List(client)).GetProperty("expires").GetDateTimeOffset();
        Assert.Equal(200, (await program.Call("api-tokens/create", "forever")).Status);
        Assert.Equal(200, (await program.Call("api-tokens/create", "longer", new { expires_in_days = 100 })).Status);
        Assert.Equal(200, (await program.Call("api-tokens/create", "shorter", new { expires_in_days = 1 })).Status);
        var found = (await List(client)).ToDictionary(token => token.GetProperty("name").GetString()!, token => token.GetProperty("expires").GetDateTimeOffset());
        Assert.Equal((expires, expires), (found["forever"], found["longer"]));
        Assert.True(found["shorter"] < expires.AddDays(-3));
    }

    [Fact]
    public async Task Expired_tokens_stay_in_the_list_for_thirty_days_and_a_sign_in_removes_them_without_a_read()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        await client.Call("api-tokens/create", "short", new { expires_in_days = 1 });
        await client.Call("api-tokens/create", "long");
        app.Clock.Advance(TimeSpan.FromDays(29));
        await Given.Session(app.Rpc, name);
        Assert.Equal(2, (await List(client)).Length);
        app.Clock.Advance(TimeSpan.FromDays(3));
        client = await Given.Session(app.Rpc, name);
        Assert.Equal("long", Assert.Single(await List(client)).GetProperty("name").GetString());
        var user = (await app.FindUser(name))!;
        Assert.Equal((1, 0), (user.Tokens.Length, user.ExpiringTokens.Length));
    }

    [Fact]
    public async Task Expired_tokens_make_room_for_a_new_one()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        for (var i = 0; i < AccountChange.MaximumTokens; i++)
        {
            Assert.Equal(200, (await client.Call("api-tokens/create", $"{i}", new { expires_in_days = i < 3 ? 1 : 10 })).Status);
        }

        Assert.Equal("api_token_limit", Reason(await client.Call("api-tokens/create", "one more")));
        app.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(AccountChange.MaximumTokens, (await List(client)).Length);
        Assert.Equal(200, (await client.Call("api-tokens/create", "one more")).Status);
        Assert.Equal(AccountChange.MaximumTokens - 2, (await List(client)).Length);
    }

    [Fact]
    public async Task A_deleted_token_is_no_longer_listed_as_expiring()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var id = (await client.Call("api-tokens/create", "short", new { expires_in_days = 1 })).Data.GetProperty("id").GetString();
        Assert.Equal(200, (await client.Call("api-tokens/delete", id)).Status);
        Assert.Empty((await app.FindUser(name))!.ExpiringTokens);
    }

    private static string? Reason(RpcAnswer answer) => answer.Envelope.GetProperty("error").GetProperty("data").GetProperty("meta").GetProperty("reason").GetString();

    private static async Task<JsonElement[]> List(RpcClient client) =>
        (await client.Call("api-tokens/read")).Data is { ValueKind: JsonValueKind.Array } tokens ? [.. tokens.EnumerateArray()] : [];

    private async Task Allow(string name) => await app.Get<AccountStore>().Change(
        Actor.Nobody,
        (await app.FindUser(name))!.Id,
        change =>
        {
            change.SetPermissions(PermissionMap.From(new Dictionary<string, bool> { [Permission.Admin] = true }));
            return true;
        },
        Stop);
}

/// <summary>Tests a maximum lifetime of API tokens.</summary>
public sealed class MaximumTokenDaysTests(MaximumTokenDaysTests.App app) : IClassFixture<MaximumTokenDaysTests.App>
{
    /// <summary>The product with a maximum lifetime of API tokens.</summary>
    public sealed class App : TestApp
    {
        public App(AzuriteFixture azurite)
            : base(azurite) => Settings["ApiTokens:MaximumDays"] = "90";
    }

    [Theory]
    [InlineData(null, "API token must expire: expires_in_days must be from 1 to 90", "api_token_expiry_required")]
    [InlineData(91, "expires_in_days must be from 1 to 90", "api_token_expiry_invalid")]
    [InlineData(90, null, null)]
    public async Task A_token_must_expire_in_time(int? days, string? text, string? reason)
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var answer = days is null ? await client.Call("api-tokens/create", "robot") : await client.Call("api-tokens/create", "robot", new { expires_in_days = days });
        Assert.Equal(text is null ? 200 : 400, answer.Status);
        if (text is not null)
        {
            Assert.Equal((text, reason), (answer.Text, answer.Envelope.GetProperty("error").GetProperty("data").GetProperty("meta").GetProperty("reason").GetString()));
        }
    }
}
