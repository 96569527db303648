using System.Collections.Concurrent;
using System.Globalization;
using Azure.Core;
using Serverless.Domain.Users;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Users;

/// <summary>
/// Tests that a change with a credential is not made if the credential has ended meanwhile. The calls with the stolen credential run on a second
/// instance, which delays its transactions. There are ten rounds, and all calls of a round run in parallel.
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
            // Delayed transactions would also delay the handlers of messages.
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
    public async Task Pending_changes_of_a_session_that_ends_are_not_made(End end)
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
                    thief => thief.Call("profile/set-username", "thief_" + name),
                    thief => thief.Post("/api/v1/profile/delete", "[]"),
                    thief => thief.Call("api-tokens/create", "a way back"),
                    thief => thief.Call("profile/delete-sessions"),
                    thief => thief.Call("session/reauthenticate", new { password = Given.Password }),
                ],
                () => EndIt(end, root, owner, stolen, name));
            Assert.All(calls, call => Assert.Equal((401, -32801), (call.HttpStatus, call.Status)));

            var after = (await Owners.Get<AccountStore>().Read(before.Id, Stop))!;
            Assert.Equal((before.Name, before.Email, before.TelegramName, 0), (after.Name, after.Email, after.TelegramName, after.Tokens.Length));
            var password = end is End.ResetByEmail or End.PasswordByAdministrator ? NewPassword : Given.Password;
            Assert.Equal(end == End.Disabling ? 401 : 200, (await Owners.Rpc.Call("session/signin", new { username = name, password })).Status);
        }
    }

    /// <summary>Tests the changes of the caller's own account that the test above leaves out, in all families.</summary>
    [Fact]
    public async Task Pending_changes_in_all_families_of_a_session_that_ends_are_not_made()
    {
        var root = await Given.Root(Owners);
        for (var round = 0; round < Rounds; round++)
        {
            var (name, owner) = await Given.SignedInUser(Owners.Rpc);
            Assert.Equal(200, (await root.Call("admin/users/set-permissions", await Id(name), new { admin = true })).Status);
            var token = (await owner.Call("api-tokens/create", "t")).Data.GetProperty("id").GetString();
            var note = (await owner.Call("notifications/read")).Data[0].GetProperty("id").GetString();
            var stolen = await Given.Session(Owners.Rpc, name);
            var (rpc, rest) = (Thiefs.Rpc.With(stolen.Token), Thiefs.Rest.With(stolen.Token));
            var sessions = (await Owners.Rest.With(owner.Token).Get("/api/user/sessions"))["items"].EnumerateArray().Select(session => session.GetProperty("iat").ToString()).ToArray();
            var statuses = await Held(
                [
                    () => Status(rpc.Call("api-tokens/delete", token)),
                    () => Status(rpc.Call("api-tokens/set-enabled", token, false)),
                    () => Status(rpc.Call("api-tokens/set-permissions", token, new { admin = true })),
                    () => Status(rpc.Call("api-tokens/update-permissions", token, new { admin = true })),
                    () => Status(rest.Put("/api/v2/user", new { fullname = "Thief" })),
                    () => Status(rest.Put("/api/v2/user/password", new { current_password = Given.Password, password = ThiefsPassword, password_confirmation = ThiefsPassword })),
                    () => Status(rest.Delete($"/api/user/session/{sessions[^1]}")),
                    () => Status(rest.Delete("/api/user/sessions", new { sessions })),
                    () => Status(rest.Delete("/api/user/sessions/all")),
                    () => Status(rest.Delete($"/api/users/me/sessions/{sessions[^1]}")),
                    () => Status(rest.Delete("/api/users/me/sessions", new { ids = sessions })),
                    () => Status(rest.Delete("/api/users/me/sessions/all")),
                    () => Status(rpc.Call("notifications/delete", [new[] { note }])),
                    () => Status(rpc.Call("notifications/mark-read", [new[] { note }])),
                ],
                async () => Assert.Equal(200, (await owner.Call("profile/delete-sessions")).Status));
            // The methods of notifications are open to anonymous callers, which have no notifications.
            Assert.Equal([.. Enumerable.Repeat(401, statuses.Length - 2), 200, 200], statuses);

            // Everything is unchanged: the owner's session, the password, the name, the API token and the notification.
            var tokens = (await owner.Call("api-tokens/read")).Data;
            Assert.Equal((1, true, 0), (tokens.GetArrayLength(), tokens[0].GetProperty("enabled").GetBoolean(), tokens[0].GetProperty("permissions").EnumerateObject().Count()));
            Assert.Contains((await owner.Call("notifications/read")).Data.EnumerateArray(), one => one.GetProperty("id").GetString() == note && !one.GetProperty("read").GetBoolean());
            Assert.Equal(name, (await Owners.FindUser(name))!.FullName);
            await Given.Session(Owners.Rpc, name);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pending_changes_of_an_api_token_that_ends_are_not_made(bool isDeleted)
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
    public async Task An_administrator_whose_session_ends_changes_no_more_users()
    {
        var root = await Given.Root(Owners);
        for (var round = 0; round < Rounds; round++)
        {
            var (admin, session) = await Given.SignedInUser(Owners.Rpc);
            Assert.Equal(200, (await root.Call("admin/users/set-permissions", await Id(admin), new { admin = true })).Status);
            var victims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Given.User(Owners.Rpc)));
            var ids = await Task.WhenAll(victims.Select(Id));
            var sessions = await Task.WhenAll(victims.Select(victim => Given.Session(Owners.Rpc, victim)));
            var (thief, rest) = (Thiefs.Rpc.With(session.Token), Thiefs.Rest.With(session.Token));
            var (newUser, renamed, bot) = (Given.Name(), Given.Name(), Given.Name());

            // Delayed between the check at the start of the call and the check before the write: when the victims and the settings are read, and the new name
            // is reserved.
            var waiting = new ConcurrentDictionary<string, bool>();
            var held = Thiefs.Faults.Hold(request => IsHeld(Uri.UnescapeDataString(request.Uri.ToString()), request) is { } what && (waiting.TryAdd(what, true) || true));
            Func<Task<int>>[] calls =
            [
                () => Status(thief.Call("admin/users/set-password", ids[0], ThiefsPassword)),
                () => Status(thief.Call("admin/users/set-enabled", ids[1], false)),
                () => Status(thief.Call("admin/users/set-permissions", ids[2], new { admin = true })),
                () => Status(thief.Call("admin/users/delete", ids[3])),
                () => Status(thief.Call("admin/users/update-permissions", ids[4], new { admin = true })),
                () => Status(thief.Call("admin/users/set-username", ids[5], renamed)),
                () => Status(thief.Call("admin/users/delete-sessions", ids[6])),
                () => Status(rest.Delete($"/api/user/{ids[7]}/sessions/all")),
                () => Status(thief.Call("admin/users/create", new { username = newUser, password = ThiefsPassword })),
                () => Status(thief.Call("admin/settings/update", new { telegram_bot_name = bot })),
            ];
            var running = calls.Select(call => call()).ToList();
            await TestTimeout.Until(() => waiting.Count >= calls.Length, $"Only {string.Join(", ", waiting.Keys)} are held.");
            Assert.Equal(200, (await session.Call("session/signout")).Status);
            held.Release();
            Assert.All(await Task.WhenAll(running), status => Assert.Equal(401, status));
            Thiefs.Faults.Clear();

            foreach (var (victim, client) in victims.Zip(sessions))
            {
                Assert.Equal(200, (await client.Call("profile/read")).Status);
                await Given.Session(Owners.Rpc, victim);
                Assert.Empty((await Owners.FindUser(victim))!.Permissions);
            }

            Assert.Equal((null, null), (await Owners.FindUser(newUser), await Owners.FindUser(renamed)));
            Assert.NotEqual(bot, (await root.Call("admin/settings/read")).Data.GetProperty("telegram_bot_name").GetString());

            string? IsHeld(string address, Request request) =>
                Array.Find(ids, id => address.Contains($"PartitionKey='{id}'", StringComparison.Ordinal))
                ?? (address.Contains("Settings(", StringComparison.Ordinal) ? "settings" : null)
                ?? (address.Contains("Names", StringComparison.Ordinal) && request.Method == RequestMethod.Post ? "names" : null);
        }
    }

    [Fact]
    public async Task An_administrator_whose_session_ends_sends_no_more_notifications()
    {
        var root = await Given.Root(Owners);
        for (var round = 0; round < Rounds; round++)
        {
            var (admin, session) = await Given.SignedInUser(Owners.Rpc);
            Assert.Equal(200, (await root.Call("admin/users/set-permissions", await Id(admin), new { admin = true })).Status);
            var victim = await Given.User(Owners.Rpc);

            // Delayed at the second read of the session: the one before the message is sent.
            var looks = 0;
            var second = Thiefs.Faults.Hold(request => Uri.UnescapeDataString(request.Uri.ToString()).Contains("RowKey='session;", StringComparison.Ordinal) && ++looks == 2);
            var running = Status(Thiefs.Rpc.With(session.Token).Call("admin/notifications/create", new[] { await Id(victim) }, "Hello", "From a thief."));
            await second.Wait();
            Assert.Equal(200, (await session.Call("session/signout")).Status);
            second.Release();
            Assert.Equal(401, await running);
            Thiefs.Faults.Clear();
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

    /// <summary>
    /// Starts calls with a credential on the thief's instance, waits until they reach their transactions, ends the credential, and lets the calls
    /// continue.
    /// </summary>
    private Task<RpcAnswer[]> Held(string token, Func<RpcClient, Task<RpcAnswer>>[] calls, Func<Task> end) =>
        Held([.. calls.Select(call => (Func<Task<RpcAnswer>>)(() => call(Thiefs.Rpc.With(token))))], end);

    private async Task<T[]> Held<T>(Func<Task<T>>[] calls, Func<Task> end)
    {
        var changes = Thiefs.Faults.Hold(request => Faults.IsChange(request, Thiefs.Get<Tables>()));
        var running = calls.Select(call => call()).ToList();
        await TestTimeout.Until(() => changes.Count >= calls.Length, $"Fewer than {calls.Length} calls came to their transactions.");
        await end();
        changes.Release();
        var answers = await Task.WhenAll(running);
        Thiefs.Faults.Clear();
        return answers;
    }

    private static async Task<int> Status(Task<RpcAnswer> call) => (await call).HttpStatus;

    private static async Task<int> Status(Task<RestReply> call) => (await call).Status;

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
