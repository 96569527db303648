using System.Globalization;
using Azure.Core;
using Serverless.Accounts;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Accounts;

/// <summary>
/// A change made in the name of a credential is not made if the credential ended meanwhile. The calls of the stolen credential run on a second instance,
/// which holds its transactions back; ten rounds, and all calls of a round in parallel.
/// </summary>
public sealed class EndedCredentialTests(EndedCredentialTests.TwoApps apps) : IClassFixture<EndedCredentialTests.TwoApps>
{
    /// <summary>Two instances on one storage.</summary>
    public sealed class TwoApps(AzuriteFixture azurite) : IAsyncLifetime
    {
        public TestApp Owners { get; } = new(azurite);

        public TestApp Thiefs { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await Owners.InitializeAsync();
            // Held transactions would hold up what handles messages, too.
            Thiefs = new TestApp(azurite) { Prefix = Owners.Prefix, ReadsQueues = false };
            await Thiefs.InitializeAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Thiefs.DisposeAsync();
            await Owners.DisposeAsync();
        }
    }

    private const int Rounds = 10;
    private const string NewPassword = "the owner's own new password";
    private const string ThiefsPassword = "the thief's idea of a password";

    private TestApp Owners => apps.Owners;

    private TestApp Thiefs => apps.Thiefs;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public enum End
    {
        ResetByEmail,
        PasswordByAdministrator,
        SignOut,
        DeletionOfSessions,
        Disabling,
    }

    [Theory]
    [InlineData(End.ResetByEmail)]
    [InlineData(End.PasswordByAdministrator)]
    [InlineData(End.SignOut)]
    [InlineData(End.DeletionOfSessions)]
    [InlineData(End.Disabling)]
    public async Task Changes_under_way_by_a_session_that_ends_are_not_made(End end)
    {
        var root = await Given.Root(Owners);
        for (var round = 0; round < Rounds; round++)
        {
            var (name, owner) = await Given.SignedInUser(Owners.Rpc, withEmail: true);
            var stolen = await Given.Session(Owners.Rpc, name);
            var before = (await Owners.FindUser(name))!;
            var calls = await Held(
                stolen.Token!,
                [
                    thief => thief.Call("profile/set-password", ThiefsPassword),
                    thief => thief.Call("profile/set-email", Given.Email(Given.Name())),
                    thief => thief.Call("profile/set-telegram-username", "thief_" + name),
                    thief => thief.Call("api-tokens/create", "a way back"),
                    thief => thief.Call("profile/delete-sessions"),
                ],
                () => EndIt(end, root, owner, stolen, name));
            Assert.All(calls, call => Assert.Equal((401, -32801), (call.HttpStatus, call.Status)));

            var after = (await Owners.Get<AccountStore>().Read(before.Id, Stop))!;
            Assert.Equal((before.Email, before.TelegramName, 0), (after.Email, after.TelegramName, after.Tokens.Length));
            var password = end is End.ResetByEmail or End.PasswordByAdministrator ? NewPassword : Given.Password;
            Assert.Equal(end == End.Disabling ? 401 : 200, (await Owners.Rpc.Call("session/signin", new { username = name, password })).Status);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Changes_under_way_by_an_api_token_that_ends_are_not_made(bool isDeleted)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var (name, owner) = await Given.SignedInUser(Owners.Rpc);
            var token = (await owner.Call("api-tokens/create", "t")).Data;
            var id = token.GetProperty("id").GetString();
            var calls = await Held(
                token.GetProperty("token").GetString()!,
                [
                    thief => thief.Call("api-tokens/create", "a way back"),
                    thief => thief.Call("profile/set-telegram-username", "thief_" + name),
                ],
                async () => Assert.Equal(200, (isDeleted ? await owner.Call("api-tokens/delete", id) : await owner.Call("api-tokens/set-enabled", id, false)).Status));
            Assert.All(calls, call => Assert.Equal(-32801, call.Status));
            var after = (await Owners.FindUser(name))!;
            Assert.Equal((null, isDeleted ? 0 : 1), (after.TelegramName, after.Tokens.Length));
        }
    }

    [Fact]
    public async Task An_administrator_whose_session_ends_changes_nobody_any_more()
    {
        var root = await Given.Root(Owners);
        for (var round = 0; round < Rounds; round++)
        {
            var (admin, session) = await Given.SignedInUser(Owners.Rpc);
            Assert.Equal(200, (await root.Call("admin/users/set-permissions", await Id(admin), new { admin = true })).Status);
            var victims = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Given.User(Owners.Rpc)));
            var ids = await Task.WhenAll(victims.Select(Id));
            var thief = Thiefs.Rpc.With(session.Token);

            // Held between the check at the door and the check before the write, when the victims are read.
            var (gate, waiting) = (new TaskCompletionSource(), 0);
            Thiefs.Faults.Delay(request => Array.Exists(ids, id => Uri.UnescapeDataString(request.Uri.ToString()).Contains($"PartitionKey='{id}'", StringComparison.Ordinal)) && Interlocked.Increment(ref waiting) > 0, gate.Task);
            Task<RpcAnswer>[] calls =
            [
                thief.Call("admin/users/set-password", ids[0], ThiefsPassword),
                thief.Call("admin/users/set-enabled", ids[1], false),
                thief.Call("admin/users/set-permissions", ids[2], new { admin = true }),
                thief.Call("admin/users/delete", ids[3]),
            ];
            await Patience.Until(() => Volatile.Read(ref waiting) >= calls.Length, "The calls do not come to read the users.");
            Assert.Equal(200, (await session.Call("session/signout")).Status);
            gate.SetResult();
            Assert.All(await Task.WhenAll(calls), call => Assert.Equal(-32801, call.Status));
            Thiefs.Faults.Clear();

            foreach (var victim in victims)
            {
                await Given.Session(Owners.Rpc, victim);
                Assert.Empty((await Owners.FindUser(victim))!.Permissions);
            }
        }
    }

    [Fact]
    public async Task A_session_that_sets_passwords_in_a_loop_never_overwrites_the_administrators()
    {
        var root = await Given.Root(Owners);
        for (var round = 0; round < Rounds; round++)
        {
            var (name, session) = await Given.SignedInUser(Owners.Rpc);
            var loops = new[] { Owners, Thiefs, Thiefs }.Select(app => Task.Run(async () =>
            {
                RpcAnswer answer;
                do
                {
                    answer = await app.Rpc.With(session.Token).Call("profile/set-password", ThiefsPassword);
                }
                while (answer.Status is 200 or 409 or 503); // 503: too many passwords at once
                return answer;
            })).ToList();
            RpcAnswer set;
            do
            {
                set = await root.Call("admin/users/set-password", name, NewPassword);
            }
            while (set.Status == 409); // the loops keep changing the user
            Assert.Equal(200, set.Status);
            Assert.All(await Task.WhenAll(loops), answer => Assert.Equal(-32801, answer.Status));
            await Given.Session(Owners.Rpc, name, NewPassword);
        }
    }

    /// <summary>Starts calls with a credential on the thief's instance, lets them come to their transactions, ends the credential, and lets them go on.</summary>
    private async Task<RpcAnswer[]> Held(string token, Func<RpcClient, Task<RpcAnswer>>[] calls, Func<Task> end)
    {
        var (gate, waiting) = (new TaskCompletionSource(), 0);
        Thiefs.Faults.Delay(request => IsTransaction(request) && Interlocked.Increment(ref waiting) > 0, gate.Task);
        var running = calls.Select(call => call(Thiefs.Rpc.With(token))).ToList();
        await Patience.Until(() => Volatile.Read(ref waiting) >= calls.Length, $"Only {waiting} of {calls.Length} calls came to their transactions.");
        await end();
        gate.SetResult();
        var answers = await Task.WhenAll(running);
        Thiefs.Faults.Clear();
        return answers;
    }

    private static bool IsTransaction(Request request) => request.Uri.Path.Contains("$batch", StringComparison.Ordinal);

    private async Task EndIt(End end, RpcClient root, RpcClient owner, RpcClient stolen, string name)
    {
        var answer = end switch
        {
            End.ResetByEmail => await Owners.Rpc.Call("session/set-password-by-token", await ResetToken(name), NewPassword),
            End.PasswordByAdministrator => await root.Call("admin/users/set-password", name, NewPassword),
            End.SignOut => await Owners.Rpc.With(stolen.Token).Call("session/signout"),
            End.DeletionOfSessions => await owner.Call("profile/delete-sessions"),
            _ => await root.Call("admin/users/set-enabled", name, false),
        };
        Assert.Equal(200, answer.Status);
    }

    private async Task<string> ResetToken(string name)
    {
        Assert.Equal(200, (await Owners.Rpc.Call("session/send-password-reset-email", name)).Status);
        return Mailbox.Token(await Owners.Mail.Wait(Given.Email(name), "Reset Password"));
    }

    private async Task<string> Id(string name) => (await Owners.FindUser(name))!.Id.ToString(CultureInfo.InvariantCulture);
}
