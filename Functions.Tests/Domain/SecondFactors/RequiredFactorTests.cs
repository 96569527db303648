using OtpNet;
using Serverless.Domain.Notifications;
using Serverless.Domain.Permissions;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.SecondFactors;

/// <summary>Tests the setting SecondFactor__RequiredFor.</summary>
public sealed class RequiredFactorTests(AzuriteFixture azurite)
{
    private const string Refused = "second_factor_enrolment_required";

    [Fact]
    public async Task The_socket_of_a_user_without_a_required_factor_receives_no_events()
    {
        await using var app = new FactorApp(azurite) { Settings = { ["SecondFactor:RequiredFor"] = "all" } };
        await app.InitializeAsync();
        var (name, client) = await Given.SignedInUser(app.Rpc);
        await using var socket = await RpcSocket.Open(app.Http.BaseAddress!, client.Token);
        await app.Get<NotificationStore>().Add((await app.FindUser(name))!.Id, Notification.Create("subject", "body", app.Clock.GetUtcNow()), TestContext.Current.CancellationToken);
        await app.FinishFollowUps();
        await socket.Send("""{"jsonrpc":"2.0","method":"/v1/profile/factors/read","id":1}""");
        Assert.Equal(1, (await socket.Next()).GetProperty("id").GetInt32()); // the first frame is the response
    }

    [Fact]
    public async Task Who_lacks_a_required_factor_can_only_add_one()
    {
        await using var app = new FactorApp(azurite) { Settings = { ["SecondFactor:RequiredFor"] = "all" } };
        await app.InitializeAsync();
        var (name, client) = await Given.SignedInUser(app.Rpc);
        foreach (var method in new[] { "profile/read", "api-tokens/read", "profile/delete-sessions", "profile/totp/delete", "profile/recovery-codes/create" })
        {
            var answer = await client.Call(method);
            Assert.Equal((method, 403, 403, Refused), (method, answer.HttpStatus, answer.Status, answer.Reason));
        }

        foreach (var method in new[] { "profile/factors/read", "profile/passkeys/create-options", "session/signin", "test/test" })
        {
            Assert.Equal((method, 200), (method, (await client.Call(method)).Status));
        }

        // What anyone can call treats them as anonymous.
        var stop = TestContext.Current.CancellationToken;
        await app.Get<NotificationStore>().Add((await app.FindUser(name))!.Id, Notification.Create("subject", "body", app.Clock.GetUtcNow()), stop);
        Assert.Equal(0, (await client.Call("notifications/read")).Rows);

        var secret = Base32Encoding.ToBytes((await client.Call("profile/totp/create")).Data.GetProperty("secret").GetString());
        Assert.Equal(200, (await client.Call("profile/totp/confirm", FactorGiven.Code(app, secret))).Status);
        Assert.Equal(200, (await client.Call("profile/read")).Status);
        Assert.Equal(2, (await client.Call("notifications/read")).Rows); // one is about the new factor

        // Without it, the same session is refused again.
        Assert.Equal(200, (await client.Call("profile/totp/delete")).Status);
        Assert.Equal(Refused, (await client.Call("profile/read")).Reason);
        Assert.Equal(200, (await client.Call("session/signout")).Status);
        await Given.Session(app.Rpc, name);
    }

    [Fact]
    public async Task The_other_families_refuse_in_their_own_words()
    {
        await using var app = new FactorApp(azurite) { Settings = { ["SecondFactor:RequiredFor"] = "all" } };
        await app.InitializeAsync();
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var session = await app.Rest.With("Bearer " + client.Token).Get("/api/user");
        Assert.Equal((403, "SECOND_FACTOR_ENROLMENT_REQUIRED_ERROR"), (session.Status, session["code"].GetString()));
        var account = await app.Rest.With("Bearer " + client.Token).Get("/api/v2/user");
        Assert.Equal((403, "请先启用两步验证"), (account.Status, account["errors"].GetString()));
    }

    [Fact]
    public async Task Administrators_alone_can_be_required_to_have_one()
    {
        await using var app = new FactorApp(azurite) { Settings = { ["SecondFactor:RequiredFor"] = "admin" } };
        await app.InitializeAsync();
        var (name, client) = await Given.SignedInUser(app.Rpc);
        Assert.Equal(200, (await client.Call("profile/read")).Status);
        var token = (await client.Call("api-tokens/create", "t")).Data;

        var root = await Given.Root(app);
        Assert.Equal(Refused, (await root.Call("admin/users/read")).Reason);
        var (secret, _) = await FactorGiven.Totp(app, root);
        Assert.Equal(200, (await root.Call("admin/users/read")).Status);
        Assert.Equal(20, secret.Length);

        var id = (await app.FindUser(name))!.Id.ToString(null, null);
        Assert.Equal(200, (await root.Call("admin/users/set-permissions", id, new Dictionary<string, bool> { [Permission.Admin] = true })).Status);
        Assert.Equal(Refused, (await client.Call("profile/read")).Reason);

        // An API token acts as an administrator only with the permission.
        var program = app.Rpc.With(token.GetProperty("token").GetString());
        Assert.Equal(200, (await program.Call("profile/read")).Status);
        await FactorGiven.Totp(app, client);
        Assert.Equal(200, (await client.Call("api-tokens/set-permissions", token.GetProperty("id").GetString(), new Dictionary<string, bool> { [Permission.Admin] = true })).Status);
        Assert.Equal(200, (await program.Call("admin/users/read")).Status);
        Assert.Equal(200, (await client.Call("profile/totp/delete")).Status);
        Assert.Equal(Refused, (await program.Call("admin/users/read")).Reason);
    }

    [Fact]
    public async Task A_call_costs_no_request_more()
    {
        await using var app = new FactorApp(azurite) { Settings = { ["SecondFactor:RequiredFor"] = "all" } };
        await app.InitializeAsync();
        var (_, client) = await Given.SignedInUser(app.Rpc);
        await FactorGiven.Totp(app, client);
        Assert.Equal(1, await app.CostOf(() => client.Call("profile/read")));
    }
}
