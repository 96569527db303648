using Serverless.Domain.UserNames;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Users;

/// <summary>Tests crashes while accounts are created and deleted.</summary>
public sealed class CrashTests(QuietApp app) : StoppedAfterWrites(app), IClassFixture<QuietApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Cuts), 12)]
    public async Task Sign_up_survives_a_crash_after_any_write(int writes)
    {
        var name = Given.Name();
        var fields = new { username = name, password = Given.Password, email = Given.Email(name), telegram_name = "t_" + name };
        var completed = await DieAfter(writes, () => App.Rpc.Call("session/signup", fields));

        var again = await App.Rpc.Call("session/signup", fields);
        Assert.Contains(again.Status, (int[])[200, 409]);
        await Invariants.Repair(App);
        // A reservation that was left is free again or belongs to a complete user: either the request works now, or the user can sign in.
        if (await App.FindUser(name) is null)
        {
            Assert.False(completed);
            Assert.Equal(200, (await App.Rpc.Call("session/signup", fields)).Status);
        }

        await Given.Session(App.Rpc, name);
        await Given.Session(App.Rpc, Given.Email(name));
        await Invariants.Hold(App);
    }

    [Theory]
    [MemberData(nameof(Cuts), 12)]
    public async Task Creating_a_user_survives_a_crash_after_any_write(int writes)
    {
        var root = await Given.Root(App);
        var name = Given.Name();
        var fields = new { username = name, password = Given.Password, email = Given.Email(name), permissions = new { admin = true } };
        var completed = await DieAfter(writes, () => root.Call("admin/users/create", fields));

        await Invariants.Repair(App);
        await Invariants.Hold(App);
        Assert.Equal(await App.FindUser(name) is null ? 200 : 409, (await root.Call("admin/users/create", fields)).Status);
        Assert.True(!completed || await App.FindUser(name) is not null);
        await Given.Session(App.Rpc, name);
        await Invariants.Hold(App);
    }

    [Theory]
    [MemberData(nameof(Cuts), 14)]
    public async Task Deleting_a_user_survives_a_crash_after_any_write(int writes)
    {
        var root = await Given.Root(App);
        var (name, client) = await Given.SignedInUser(App.Rpc, withEmail: true);
        var id = (await App.FindUser(name))!.Id.ToString(null, null);
        var completed = await DieAfter(writes, () => root.Call("admin/users/delete", id));

        // The session is valid exactly as long as the user exists.
        var isGone = (await client.Call("profile/read")).Status != 200;
        Assert.Equal(isGone, await App.FindUser(name) is null);
        Assert.True(!completed || isGone);
        await Invariants.Repair(App);
        await Invariants.Hold(App);
        Assert.Equal(isGone ? 404 : 200, (await root.Call("admin/users/delete", id)).Status);
        Assert.Equal(200, (await App.Rpc.Call("session/signup", new { username = name, password = Given.Password, email = Given.Email(name) })).Status);
        await Invariants.Hold(App);
    }

    [Theory]
    [MemberData(nameof(Cuts), 14)]
    public async Task Deleting_oneself_survives_a_crash_after_any_write(int writes)
    {
        var (name, client) = await Given.SignedInUser(App.Rpc, withEmail: true);
        var completed = await DieAfter(writes, () => client.Post("/api/v1/profile/delete", "[]"));

        // The session is valid exactly as long as the user exists.
        var isGone = (await client.Call("profile/read")).Status != 200;
        Assert.Equal(isGone, await App.FindUser(name) is null);
        Assert.True(!completed || isGone);
        Assert.Equal(isGone ? -32801 : 200, (await client.Post("/api/v1/profile/delete", "[]")).Status);
        await Invariants.Repair(App);
        await Invariants.Hold(App);
        Assert.Equal(200, (await App.Rpc.Call("session/signup", new { username = name, password = Given.Password, email = Given.Email(name) })).Status);
        await Invariants.Hold(App);
    }

    [Fact]
    public async Task The_repair_job_does_not_touch_a_running_sign_up()
    {
        var name = Given.Name();
        var change = App.Faults.Hold(request => Faults.IsChange(request, App.Get<Tables>()));
        var signUp = App.Rpc.Call("session/signup", new { username = name, password = Given.Password });
        await change.Wait();
        await App.Get<Names>().Repair(Stop);
        change.Release();
        Assert.Equal(200, (await signUp).Status);
        App.Faults.Clear();
        await Given.Session(App.Rpc, name);
        await Invariants.Hold(App);
    }
}
