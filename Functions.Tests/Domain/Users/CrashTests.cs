using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Users;

/// <summary>
/// Stops every operation with several writes after each of them (security requirement R48). The repeated request must then succeed or be refused
/// cleanly. After the repair job the invariants hold: unique names, no user without their name, no name without its user, lists that match the rows.
/// </summary>
public sealed class CrashTests(QuietApp app) : IClassFixture<QuietApp>
{
    private const string NewPassword = "another long and winding road";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cuts), 12)]
    public async Task Sign_up_survives_a_crash_after_any_write(int writes)
    {
        var name = Given.Name();
        var fields = new { username = name, password = Given.Password, email = Given.Email(name), telegram_name = "t_" + name };
        var completed = await DieAfter(writes, () => app.Rpc.Call("session/signup", fields));

        var again = await app.Rpc.Call("session/signup", fields);
        Assert.Contains(again.Status, (int[])[200, 409]);
        await Invariants.Repair(app);
        // A reservation that was left is free again or belongs to a complete user: either the request works now, or the user can sign in.
        if (await app.FindUser(name) is null)
        {
            Assert.False(completed);
            Assert.Equal(200, (await app.Rpc.Call("session/signup", fields)).Status);
        }

        await Given.Session(app.Rpc, name);
        await Given.Session(app.Rpc, Given.Email(name));
        await Invariants.Hold(app);
    }

    [Theory]
    [MemberData(nameof(Cuts), 9)]
    public async Task Changing_the_email_address_survives_a_crash_after_any_write(int writes)
    {
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        var address = Given.Email(Given.Name());
        var completed = await DieAfter(writes, () => client.Call("profile/set-email", address));

        await Invariants.Repair(app);
        var user = await app.FindUser(name);
        Assert.Contains(user!.Email, (string?[])[Given.Email(name), address]);
        Assert.True(!completed || user.Email == address);
        await Given.Session(app.Rpc, user.Email!);
        await Invariants.Hold(app);

        Assert.Equal(200, (await client.Call("profile/set-email", address)).Status);
        await Given.Session(app.Rpc, address);
        // The old email address is free for others.
        var (_, other) = await Given.SignedInUser(app.Rpc);
        Assert.Equal(200, (await other.Call("profile/set-email", Given.Email(name))).Status);
        await Invariants.Hold(app);
    }

    [Theory]
    [MemberData(nameof(Cuts), 5)]
    public async Task Resetting_the_password_survives_a_crash_after_any_write(int writes)
    {
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        await app.Rpc.Call("session/send-password-reset-email", name);
        var token = Mailbox.Token(await app.Mail.Wait(Given.Email(name), "Reset Password"));
        await Settle(name);
        var completed = await DieAfter(writes, () => app.Rpc.Call("session/set-password-by-token", token, NewPassword));

        // Either all changes were made or none: the session and the old password are valid exactly as long as the token.
        var isDone = (await client.Call("profile/read")).Status != 200;
        Assert.True(!completed || isDone);
        Assert.Equal(isDone ? 404 : 200, (await app.Rpc.Call("session/set-password-by-token", token, NewPassword)).Status);
        await Given.Session(app.Rpc, name, NewPassword);
        await Invariants.Repair(app);
        await Invariants.Hold(app);
    }

    [Theory]
    [MemberData(nameof(Cuts), 12)]
    public async Task Creating_a_user_survives_a_crash_after_any_write(int writes)
    {
        var root = await Given.Root(app);
        var name = Given.Name();
        var fields = new { username = name, password = Given.Password, email = Given.Email(name), permissions = new { admin = true } };
        var completed = await DieAfter(writes, () => root.Call("admin/users/create", fields));

        await Invariants.Repair(app);
        await Invariants.Hold(app);
        Assert.Equal(await app.FindUser(name) is null ? 200 : 409, (await root.Call("admin/users/create", fields)).Status);
        Assert.True(!completed || await app.FindUser(name) is not null);
        await Given.Session(app.Rpc, name);
        await Invariants.Hold(app);
    }

    [Theory]
    [MemberData(nameof(Cuts), 9)]
    public async Task Renaming_a_user_survives_a_crash_after_any_write(int writes)
    {
        var root = await Given.Root(app);
        var name = await Given.User(app.Rpc, withEmail: true);
        var other = Given.Name();
        var completed = await DieAfter(writes, () => root.Call("admin/users/set-username", name, other, NewPassword));

        await Invariants.Repair(app);
        await Invariants.Hold(app);
        var user = await app.FindUser(Given.Email(name));
        Assert.Contains(user!.Name, (string[])[name, other]);
        Assert.True(!completed || user.Name == other);
        Assert.Equal(200, (await root.Call("admin/users/set-username", user.Id.ToString(null, null), other, NewPassword)).Status);
        await Given.Session(app.Rpc, other, NewPassword);
        // The old name is free for others.
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = name, password = Given.Password })).Status);
        await Invariants.Hold(app);
    }

    [Theory]
    [MemberData(nameof(Cuts), 14)]
    public async Task Deleting_a_user_survives_a_crash_after_any_write(int writes)
    {
        var root = await Given.Root(app);
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        var id = (await app.FindUser(name))!.Id.ToString(null, null);
        var completed = await DieAfter(writes, () => root.Call("admin/users/delete", id));

        // The session is valid exactly as long as the user exists.
        var isGone = (await client.Call("profile/read")).Status != 200;
        Assert.Equal(isGone, await app.FindUser(name) is null);
        Assert.True(!completed || isGone);
        await Invariants.Repair(app);
        await Invariants.Hold(app);
        Assert.Equal(isGone ? 404 : 200, (await root.Call("admin/users/delete", id)).Status);
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = name, password = Given.Password, email = Given.Email(name) })).Status);
        await Invariants.Hold(app);
    }

    [Theory]
    [MemberData(nameof(Cuts), 14)]
    public async Task Deleting_oneself_survives_a_crash_after_any_write(int writes)
    {
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        var completed = await DieAfter(writes, () => client.Post("/api/v1/profile/delete", "[]"));

        // The session is valid exactly as long as the user exists.
        var isGone = (await client.Call("profile/read")).Status != 200;
        Assert.Equal(isGone, await app.FindUser(name) is null);
        Assert.True(!completed || isGone);
        Assert.Equal(isGone ? -32801 : 200, (await client.Post("/api/v1/profile/delete", "[]")).Status);
        await Invariants.Repair(app);
        await Invariants.Hold(app);
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = name, password = Given.Password, email = Given.Email(name) })).Status);
        await Invariants.Hold(app);
    }

    [Theory]
    [MemberData(nameof(Cuts), 9)]
    public async Task Renaming_oneself_survives_a_crash_after_any_write(int writes)
    {
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        var other = Given.Name();
        var completed = await DieAfter(writes, () => client.Call("profile/set-username", other));

        await Invariants.Repair(app);
        await Invariants.Hold(app);
        var user = await app.FindUser(Given.Email(name));
        Assert.Contains(user!.Name, (string[])[name, other]);
        Assert.True(!completed || user.Name == other);
        Assert.Equal(200, (await client.Call("profile/set-username", other)).Status);
        await Given.Session(app.Rpc, other);
        // The old name is free for others.
        Assert.Equal(200, (await app.Rpc.Call("session/signup", new { username = name, password = Given.Password })).Status);
        await Invariants.Hold(app);
    }

    [Theory]
    [MemberData(nameof(Cuts), 2)]
    public async Task Deleting_sessions_survives_a_crash_after_any_write(int writes)
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var other = await Given.Session(app.Rpc, name);
        var completed = await DieAfter(writes, () => client.Call("profile/delete-sessions"));

        var isDone = (await other.Call("profile/read")).Status != 200;
        Assert.True(!completed || isDone);
        var again = await client.Call("profile/delete-sessions");
        Assert.Equal(isDone ? 0 : 1, again.Rows);
        Assert.NotEqual(200, (await other.Call("profile/read")).Status);
        await Invariants.Hold(app);
    }

    [Theory]
    [MemberData(nameof(Cuts), 2)]
    public async Task Reauthentication_survives_a_crash_after_any_write(int writes)
    {
        var (name, client) = await Given.SignedInUser(app.Rpc);
        var before = await Proved(name);
        var completed = await DieAfter(writes, () => client.Call("session/reauthenticate", new { password = Given.Password }));

        Assert.True(!completed || await Proved(name) > before);
        Assert.Equal(200, (await client.Call("session/reauthenticate", new { password = Given.Password })).Status);
        Assert.True(await Proved(name) > before);
        await Invariants.Hold(app);

        async Task<DateTimeOffset> Proved(string name) =>
            Assert.Single(await app.Get<AccountStore>().ListSessions((await app.FindUser(name))!.Id, Stop)).Proved!.Value;
    }

    [Theory]
    [MemberData(nameof(Cuts), 2)]
    public async Task Rotating_a_token_survives_a_crash_after_any_write(int writes)
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var created = (await client.Call("api-tokens/create", "robot")).Data;
        var (id, program) = (created.GetProperty("id").GetString(), app.Rpc.With(created.GetProperty("token").GetString()));
        RpcAnswer? rotated = null;
        var completed = await DieAfter(writes, async () => rotated = await client.Call("api-tokens/rotate", id));

        // Either the old secret works and its owner heard nothing, or it ended and they were notified.
        var isDone = (await program.Call("profile/read")).Status != 200;
        Assert.Equal(isDone ? 2 : 1, (await client.Call("notifications/read")).Data.GetArrayLength());
        Assert.True(!completed || isDone);
        if (completed)
        {
            Assert.Equal(200, (await app.Rpc.With(rotated!.Data.GetProperty("token").GetString()).Call("profile/read")).Status);
        }

        var again = (await client.Call("api-tokens/rotate", id)).Data.GetProperty("token").GetString();
        Assert.Equal(200, (await app.Rpc.With(again).Call("profile/read")).Status);
        await Invariants.Hold(app);
    }

    [Theory]
    [InlineData("session/signup")]
    [InlineData("session/reauthenticate")]
    [InlineData("api-tokens/rotate")]
    [InlineData("profile/sessions/delete")]
    [InlineData("profile/set-email")]
    [InlineData("session/set-password-by-token")]
    [InlineData("profile/delete")]
    [InlineData("profile/delete-sessions")]
    [InlineData("profile/set-username")]
    [InlineData("session/signin")]
    [InlineData("session/signout")]
    [InlineData("admin/users/create")]
    [InlineData("admin/users/set-username")]
    [InlineData("admin/users/set-enabled")]
    [InlineData("admin/users/set-permissions")]
    [InlineData("admin/users/delete")]
    public async Task The_caller_does_not_notice_a_lost_response_to_any_write(string method)
    {
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        await Given.Session(app.Rpc, name);
        await app.Rpc.Call("session/send-password-reset-email", name);
        var token = Mailbox.Token(await app.Mail.Wait(Given.Email(name), "Reset Password"));
        await Settle(name);
        var newcomer = Given.Name();
        var id = (await app.FindUser(name))!.Id.ToString(null, null);
        var caller = method.StartsWith("admin/", StringComparison.Ordinal) ? await Given.Root(app) : client;
        object[] parameters = method switch
        {
            "session/signup" => [new { username = newcomer, password = Given.Password, email = Given.Email(newcomer), telegram_name = "t_" + newcomer }],
            "session/reauthenticate" => [new { password = Given.Password }],
            "session/signin" => [new { username = name, password = Given.Password }],
            "profile/set-email" => [Given.Email(newcomer)],
            "profile/set-username" => [newcomer],
            "admin/users/create" => [new { username = newcomer, email = Given.Email(newcomer) }],
            "admin/users/set-username" => [name, newcomer],
            "admin/users/set-enabled" => [name, false],
            "admin/users/set-permissions" => [id, new { admin = true }],
            "admin/users/delete" => [id],
            "api-tokens/rotate" => [(await client.Call("api-tokens/create", "robot")).Data.GetProperty("id").GetString()!],
            "profile/sessions/delete" => [(await client.Call("profile/sessions/read")).Data[0].GetProperty("id").GetString()!],
            "session/set-password-by-token" => [token, NewPassword],
            _ => [],
        };

        // Every write of the call to a table is executed once and answered with 500 the first time.
        var seen = new HashSet<string>();
        app.Faults.FailAfter(request => Faults.IsWrite(request) && !IsQueue(request) && seen.Add(request.ClientRequestId));
        var answer = method == "profile/delete" ? await caller.Post("/api/v1/profile/delete", "[]") : await caller.Call(method, parameters);
        await app.FinishFollowUps();
        app.Faults.Clear();

        Assert.True(answer.Status == 200, answer.ToString());
        Assert.NotEmpty(seen);
        await Invariants.Repair(app);
        await Invariants.Hold(app);
    }

    [Fact]
    public async Task The_repair_job_does_not_touch_a_running_sign_up()
    {
        var name = Given.Name();
        var hold = new TaskCompletionSource();
        var reached = new TaskCompletionSource();
        app.Faults.Delay(
            request =>
            {
                var isUserRow = Faults.IsTransaction(request);
                if (isUserRow)
                {
                    reached.TrySetResult();
                }

                return isUserRow;
            },
            hold.Task);
        var signUp = app.Rpc.Call("session/signup", new { username = name, password = Given.Password });
        await reached.Task.WaitAsync(TestTimeout.Length, Stop);
        await app.Get<Names>().Repair(Stop);
        hold.SetResult();
        Assert.Equal(200, (await signUp).Status);
        app.Faults.Clear();
        await Given.Session(app.Rpc, name);
        await Invariants.Hold(app);
    }

    public static TheoryData<int> Cuts(int most) => [.. Enumerable.Range(0, most + 1)];

    private static bool IsQueue(Azure.Core.Request request) => request.Uri.Path.Contains("-email", StringComparison.Ordinal) || request.Uri.Path.Contains("-erase", StringComparison.Ordinal) || request.Uri.Path.Contains("-index", StringComparison.Ordinal);

    /// <summary>Runs a call in a process that crashes after a number of writes. Returns whether the call completed nevertheless.</summary>
    private async Task<bool> DieAfter(int writes, Func<Task<RpcAnswer>> call)
    {
        app.Faults.DieAfterWrites(writes);
        var answer = await call();
        await app.FinishFollowUps();
        app.Faults.Clear();
        Assert.Contains(answer.Status, (int[])[200, 500]);
        return answer.Status == 200;
    }

    /// <summary>Waits until the emails of a user are marked as sent, so that only the test writes to the user.</summary>
    private async Task Settle(string name)
    {
        var user = await app.FindUser(name);
        foreach (var action in user!.Actions)
        {
            while (await app.Get<AccountStore>().FindAction(user.Id, action.Id, Stop) is { Sent: false })
            {
                await Task.Yield();
            }
        }
    }
}
