using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Users;

/// <summary>Tests crashes while names, addresses and passwords change.</summary>
public sealed class ChangeCrashTests(QuietApp app) : StoppedAfterWrites(app), IClassFixture<QuietApp>
{
    private const string NewPassword = "another long and winding road";

    [Theory]
    [MemberData(nameof(Cuts), 9)]
    public async Task Changing_the_email_address_survives_a_crash_after_any_write(int writes)
    {
        var (name, client) = await Given.SignedInUser(App.Rpc, withEmail: true);
        var address = Given.Email(Given.Name());
        var completed = await DieAfter(writes, () => client.Call("profile/set-email", address));

        await Invariants.Repair(App);
        var user = await App.FindUser(name);
        Assert.Contains(user!.Email, (string?[])[Given.Email(name), address]);
        Assert.True(!completed || user.Email == address);
        await Given.Session(App.Rpc, user.Email!);
        await Invariants.Hold(App);

        Assert.Equal(200, (await client.Call("profile/set-email", address)).Status);
        await Given.Session(App.Rpc, address);
        // The old email address is free for others.
        var (_, other) = await Given.SignedInUser(App.Rpc);
        Assert.Equal(200, (await other.Call("profile/set-email", Given.Email(name))).Status);
        await Invariants.Hold(App);
    }

    [Theory]
    [MemberData(nameof(Cuts), 5)]
    public async Task Resetting_the_password_survives_a_crash_after_any_write(int writes)
    {
        var (name, client) = await Given.SignedInUser(App.Rpc, withEmail: true);
        await App.Rpc.Call("session/send-password-reset-email", name);
        var token = Mailbox.Token(await App.Mail.Wait(Given.Email(name), "Reset Password"));
        await Settle(name);
        var completed = await DieAfter(writes, () => App.Rpc.Call("session/set-password-by-token", token, NewPassword));

        // Either all changes were made or none: the session and the old password are valid exactly as long as the token.
        var isDone = (await client.Call("profile/read")).Status != 200;
        Assert.True(!completed || isDone);
        Assert.Equal(isDone ? 404 : 200, (await App.Rpc.Call("session/set-password-by-token", token, NewPassword)).Status);
        await Given.Session(App.Rpc, name, NewPassword);
        await Invariants.Repair(App);
        await Invariants.Hold(App);
    }

    [Theory]
    [MemberData(nameof(Cuts), 9)]
    public async Task Renaming_a_user_survives_a_crash_after_any_write(int writes)
    {
        var root = await Given.Root(App);
        var name = await Given.User(App.Rpc, withEmail: true);
        var other = Given.Name();
        var completed = await DieAfter(writes, () => root.Call("admin/users/set-username", name, other, NewPassword));

        await Invariants.Repair(App);
        await Invariants.Hold(App);
        var user = await App.FindUser(Given.Email(name));
        Assert.Contains(user!.Name, (string[])[name, other]);
        Assert.True(!completed || user.Name == other);
        Assert.Equal(200, (await root.Call("admin/users/set-username", user.Id.ToString(null, null), other, NewPassword)).Status);
        await Given.Session(App.Rpc, other, NewPassword);
        // The old name is free for others.
        Assert.Equal(200, (await App.Rpc.Call("session/signup", new { username = name, password = Given.Password })).Status);
        await Invariants.Hold(App);
    }

    [Theory]
    [MemberData(nameof(Cuts), 9)]
    public async Task Renaming_oneself_survives_a_crash_after_any_write(int writes)
    {
        var (name, client) = await Given.SignedInUser(App.Rpc, withEmail: true);
        var other = Given.Name();
        var completed = await DieAfter(writes, () => client.Call("profile/set-username", other));

        await Invariants.Repair(App);
        await Invariants.Hold(App);
        var user = await App.FindUser(Given.Email(name));
        Assert.Contains(user!.Name, (string[])[name, other]);
        Assert.True(!completed || user.Name == other);
        Assert.Equal(200, (await client.Call("profile/set-username", other)).Status);
        await Given.Session(App.Rpc, other);
        // The old name is free for others.
        Assert.Equal(200, (await App.Rpc.Call("session/signup", new { username = name, password = Given.Password })).Status);
        await Invariants.Hold(App);
    }
}
