using Serverless.Domain.Users;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Profile;

/// <summary>Tests that users delete themselves (account-security.md 6). That nothing is left, UsersTests and CrashTests check.</summary>
public sealed class DeleteTests(TestApp app) : IClassFixture<TestApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_credentials_stop_working_at_once_and_the_names_are_free()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        var other = await Given.Session(app.Rpc, name);
        var token = app.Rpc.With((await client.Call("api-tokens/create", "t")).Data.GetProperty("token").GetString());
        var privateToken = app.Rest.WithPrivateToken(AccountGiven.Token(await app.Rest.Post("/sign_in", new { login = name, password = Given.Password })));
        var id = (await app.FindUser(name))!.Id;

        var answer = await Delete(client);
        Assert.Equal((200, 1), (answer.Status, answer.Rows));
        foreach (var caller in (RpcClient[])[client, other, token])
        {
            Assert.Equal(-32801, (await caller.Call("profile/read")).Status);
        }

        Assert.Equal(401, (await privateToken.Get("/api/v2/user")).Status);
        Assert.Equal(401, (await app.Rpc.Call("session/signin", new { username = name, password = Given.Password })).Status);
        Assert.Null(await app.Get<AccountStore>().Read(id, Stop));
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = name, password = Given.Password, email = Given.Email(name) })).Status);
    }

    [Fact]
    public async Task A_stale_session_is_refused_until_the_caller_reauthenticates()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        app.Clock.Advance(FreshApp.TooLong);
        var refused = await Delete(client);
        Assert.Equal((403, "reauthentication_required"), (refused.Status, refused.Reason));
        Assert.NotNull(await app.FindUser(name));
        Assert.Equal(200, (await client.Call("session/reauthenticate", new { password = Given.Password })).Status);
        Assert.Equal(200, (await Delete(client)).Status);
    }

    [Fact]
    public async Task An_api_token_and_GET_are_refused()
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var token = app.Rpc.With((await client.Call("api-tokens/create", "t")).Data.GetProperty("token").GetString());
        Assert.Equal("reauthentication_required", (await Delete(token)).Reason);
        Assert.Equal((405, "POST"), await client.Get("/api/v1/profile/delete") is var answer ? (answer.HttpStatus, answer.Allow) : default);
        Assert.NotNull(await app.FindUser(name));
    }

    [Fact]
    public async Task Root_cannot_be_deleted()
    {
        var answer = await Delete(await Given.Root(app));
        Assert.Equal((400, "root_account", "Unable to remove root user"), (answer.Status, answer.Reason, answer.Text));
    }

    [Fact]
    public async Task A_user_of_the_account_family_deletes_themselves_over_a_socket()
    {
        var (account, client) = await AccountGiven.User(app.Rest);
        await using var socket = await RpcSocket.Open(app.Http.BaseAddress!, AccountGiven.Token(account));
        await socket.Send("""{"jsonrpc":"2.0","method":"/v1/profile/delete","params":[],"id":1}""");
        await socket.UntilClosed();
        Assert.Equal(401, (await client.Get("/api/v2/user")).Status);
    }

    private static Task<RpcAnswer> Delete(RpcClient client) => client.Post("/api/v1/profile/delete", "[]");
}

/// <summary>Tests that a proof on one instance counts on another that remembers the session.</summary>
public sealed class FreshSessionOnAnotherInstanceTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly CachingApps _apps = new(azurite);

    public ValueTask InitializeAsync() => _apps.InitializeAsync();

    public ValueTask DisposeAsync() => _apps.DisposeAsync();

    [Fact]
    public async Task A_proof_counts_at_once_on_an_instance_that_remembers_the_stale_session()
    {
        var user = await _apps.SignedInUser();
        await _apps.Pass(FreshApp.TooLong, user.There);
        Assert.Equal("reauthentication_required", (await user.There.Post("/api/v1/profile/delete", "[]")).Reason);
        Assert.Equal(200, (await user.Here.Call("session/reauthenticate", new { password = Given.Password })).Status);
        Assert.Equal(200, (await user.There.Post("/api/v1/profile/delete", "[]")).Status);
    }
}
