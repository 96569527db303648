using Microsoft.Extensions.DependencyInjection;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;
using Serverless.Domain.SignIn;
using Serverless.Domain.Users;
using Serverless.Security;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.SignIn;

/// <summary>Tests the effects of sign-in beyond its response: its work, its limits, its sessions.</summary>
public sealed class SignInTests(TestApp app) : IClassFixture<TestApp>
{
    private static readonly string[] RootOnly = ["root"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_path_computes_exactly_one_hash()
    {
        var known = await Given.User(app.Rpc);
        var disabled = await Given.User(app.Rpc);
        await Disable(disabled);
        var withoutPassword = Given.Name();
        await app.Rpc.Call("session/signup", new { username = withoutPassword, email = Given.Email(withoutPassword) });

        Assert.Equal(1, await HashesOf(known, Given.Password));
        Assert.Equal(1, await HashesOf(known, "wrong"));
        Assert.Equal(1, await HashesOf(known, ""));
        Assert.Equal(1, await HashesOf(Given.Name(), "wrong"));
        Assert.Equal(1, await HashesOf(new string('x', 3000), "wrong"));
        Assert.Equal(1, await HashesOf(disabled, Given.Password));
        Assert.Equal(1, await HashesOf(disabled, "wrong"));
        Assert.Equal(1, await HashesOf(withoutPassword, ""));
        Assert.Equal(1, await HashesOf(known, Given.Password, requiredPermission: "admin"));
    }

    [Fact]
    public async Task A_disabled_user_and_an_unknown_user_get_the_same_response()
    {
        var disabled = await Given.User(app.Rpc);
        await Disable(disabled);
        var right = await app.Rpc.Call("session/signin", new { username = disabled, password = Given.Password });
        var stranger = await app.Rpc.Call("session/signin", new { username = Given.Name(), password = Given.Password });
        Assert.Equal(stranger.Body, right.Body);
        Assert.Equal(401, right.HttpStatus);
    }

    [Fact]
    public async Task A_session_expires_after_thirty_days()
    {
        await using var later = new TestApp(Azurite);
        await later.InitializeAsync();
        var (_, client) = await Given.SignedInUser(later.Rpc);
        later.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await client.Call("profile/read")).Status);
        later.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(-32801, (await client.Call("profile/read")).Status);
    }

    [Fact]
    public async Task Keeps_only_the_fifty_newest_sessions()
    {
        var name = await Given.User(app.Rpc);
        var user = (await app.FindUser(name))!;
        var tokens = new List<string>();
        for (var i = 0; i < AccountChange.MaximumSessions + 2; i++)
        {
            var session = await app.Get<OpenSession>().Run(new VerifiedUser((await app.FindUser(name))!, null), new Device(null, null), Stop);
            tokens.Add(session!.Credential.Text);
        }

        Assert.Equal(AccountChange.MaximumSessions, (await app.FindUser(name))!.Sessions.Length);
        var statuses = new List<int>();
        foreach (var token in tokens)
        {
            statuses.Add((await app.Rpc.With(token).Call("profile/read")).Status);
        }

        Assert.Equal([-32801, -32801, .. Enumerable.Repeat(200, AccountChange.MaximumSessions)], statuses);
        Assert.Equal(user.Id, (await app.FindUser(name))!.Id);
    }

    [Fact]
    public async Task Many_concurrent_sign_ins_of_one_user_all_succeed_and_lose_no_session()
    {
        var name = await Given.User(app.Rpc);
        var clients = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Given.Session(app.Rpc, name)));
        Assert.Equal(12, (await app.FindUser(name))!.Sessions.Length);
        foreach (var client in clients)
        {
            Assert.Equal(200, (await client.Call("profile/read")).Status);
        }
    }

    [Fact]
    public async Task A_sign_in_renews_a_hash_of_older_parameters()
    {
        var name = await Given.User(app.Rpc);
        var user = (await app.FindUser(name))!;
        var old = new Argon2id(4096, 1).Hash(Given.Password);
        await app.Get<AccountStore>().Change(Actor.Nobody, user.Id, change => change.User = change.User with { PasswordHash = old }, Stop);
        await Given.Session(app.Rpc, name);
        Assert.StartsWith(CountingPasswords.Cheap, (await app.FindUser(name))!.PasswordHash, StringComparison.Ordinal);
        await Given.Session(app.Rpc, name);
    }

    [Fact]
    public async Task Root_can_sign_in_and_holds_every_permission()
    {
        var root = await Given.Session(app.Rpc, "root", TestApp.RootPassword);
        var auth = (await root.Call("session/signin")).Data.GetProperty("auth");
        Assert.Equal("1", auth.GetProperty("user_id").GetString());
        Assert.All(Permission.Declared.Keys, name => Assert.True(auth.GetProperty("permissions").GetProperty(name).GetBoolean()));
        Assert.Equal(200, (await root.Call("session/signin", null, RootOnly)).Status);
    }

    [Fact]
    public async Task When_hashes_are_overloaded_callers_are_told_when_to_retry()
    {
        var name = await Given.User(app.Rpc);
        using var gate = new ManualResetEventSlim();
        await using var slow = new TestApp(Azurite) { HashesAtOnce = null, Configure = services => services.AddSingleton<IPasswordAlgorithm>(new BlockedPasswords(gate)) };
        // Root is created at the start, which hashes a password.
        gate.Set();
        await slow.InitializeAsync();
        gate.Reset();
        var calls = Enumerable.Range(0, Environment.ProcessorCount + 2)
            .Select(_ => slow.Rpc.Call("session/signin", new { username = name, password = "wrong" })).ToList();
        var refused = await await Task.WhenAny(calls);
        Assert.Equal((503, 503), (refused.HttpStatus, refused.Status));
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
        Assert.Equal(200, (await slow.Rpc.Call("test/test")).Status);
        gate.Set();
        await Task.WhenAll(calls);
    }

    private AzuriteFixture Azurite => app.Azurite;

    private async Task<int> HashesOf(string username, string password, string? requiredPermission = null)
    {
        var before = app.Passwords.Count;
        await app.Rpc.Call("session/signin", new { username, password }, requiredPermission is null ? null : new[] { requiredPermission });
        return app.Passwords.Count - before;
    }

    private async Task Disable(string name)
    {
        var user = (await app.FindUser(name))!;
        await app.Get<AccountStore>().Change(Actor.Nobody, user.Id, change => change.User = change.User with { Enabled = false }, Stop);
    }

    private sealed class BlockedPasswords(ManualResetEventSlim gate) : IPasswordAlgorithm
    {
        public string Hash(string password)
        {
            gate.Wait();
            return "hash";
        }

        public bool Verify(string password, string encoded)
        {
            gate.Wait();
            return false;
        }

        public string Decoy() => "decoy";

        public bool NeedsRehash(string encoded) => false;
    }
}
