using Serverless.Domain.Users;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Users;

/// <summary>Tests crashes while sessions and API tokens change, and lost responses to all changes.</summary>
public sealed class CredentialCrashTests(QuietApp app) : StoppedAfterWrites(app), IClassFixture<QuietApp>
{
    private const string NewPassword = "another long and winding road";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cuts), 2)]
    public async Task Deleting_sessions_survives_a_crash_after_any_write(int writes)
    {
        var (name, client) = await Given.SignedInUser(App.Rpc);
        var other = await Given.Session(App.Rpc, name);
        var completed = await DieAfter(writes, () => client.Call("profile/delete-sessions"));

        var isDone = (await other.Call("profile/read")).Status != 200;
        Assert.True(!completed || isDone);
        var again = await client.Call("profile/delete-sessions");
        Assert.Equal(isDone ? 0 : 1, again.Rows);
        Assert.NotEqual(200, (await other.Call("profile/read")).Status);
        await Invariants.Hold(App);
    }

    [Theory]
    [MemberData(nameof(Cuts), 2)]
    public async Task Reauthentication_survives_a_crash_after_any_write(int writes)
    {
        var (name, client) = await Given.SignedInUser(App.Rpc);
        var before = await Proved(name);
        var completed = await DieAfter(writes, () => client.Call("session/reauthenticate", new { password = Given.Password }));

        Assert.True(!completed || await Proved(name) > before);
        Assert.Equal(200, (await client.Call("session/reauthenticate", new { password = Given.Password })).Status);
        Assert.True(await Proved(name) > before);
        await Invariants.Hold(App);

        async Task<DateTimeOffset> Proved(string name) =>
            Assert.Single(await App.Get<AccountStore>().ListSessions((await App.FindUser(name))!.Id, Stop)).Proved!.Value;
    }

    [Theory]
    [MemberData(nameof(Cuts), 2)]
    public async Task Rotating_a_token_survives_a_crash_after_any_write(int writes)
    {
        var (_, client) = await Given.SignedInUser(App.Rpc);
        var created = (await client.Call("api-tokens/create", "robot")).Data;
        var (id, program) = (created.GetProperty("id").GetString(), App.Rpc.With(created.GetProperty("token").GetString()));
        RpcAnswer? rotated = null;
        var completed = await DieAfter(writes, async () => rotated = await client.Call("api-tokens/rotate", id));

        // Either the old secret works and its owner heard nothing, or it ended and they were notified.
        var isDone = (await program.Call("profile/read")).Status != 200;
        Assert.Equal(isDone ? 2 : 1, (await client.Call("notifications/read")).Data.GetArrayLength());
        Assert.True(!completed || isDone);
        if (completed)
        {
            Assert.Equal(200, (await App.Rpc.With(rotated!.Data.GetProperty("token").GetString()).Call("profile/read")).Status);
        }

        var again = (await client.Call("api-tokens/rotate", id)).Data.GetProperty("token").GetString();
        Assert.Equal(200, (await App.Rpc.With(again).Call("profile/read")).Status);
        await Invariants.Hold(App);
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
        var (name, client) = await Given.SignedInUser(App.Rpc, withEmail: true);
        await Given.Session(App.Rpc, name);
        await App.Rpc.Call("session/send-password-reset-email", name);
        var token = Mailbox.Token(await App.Mail.Wait(Given.Email(name), "Reset Password"));
        await Settle(name);
        var newcomer = Given.Name();
        var id = (await App.FindUser(name))!.Id.ToString(null, null);
        var caller = method.StartsWith("admin/", StringComparison.Ordinal) ? await Given.Root(App) : client;
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
        App.Faults.FailAfter(request => Faults.IsWrite(request) && !IsQueue(request) && seen.Add(request.ClientRequestId));
        var answer = method == "profile/delete" ? await caller.Post("/api/v1/profile/delete", "[]") : await caller.Call(method, parameters);
        await App.FinishFollowUps();
        App.Faults.Clear();

        Assert.True(answer.Status == 200, answer.ToString());
        Assert.NotEmpty(seen);
        await Invariants.Repair(App);
        await Invariants.Hold(App);
    }

    private static bool IsQueue(Azure.Core.Request request) => request.Uri.Path.Contains("-email", StringComparison.Ordinal) || request.Uri.Path.Contains("-erase", StringComparison.Ordinal) || request.Uri.Path.Contains("-index", StringComparison.Ordinal);
}
