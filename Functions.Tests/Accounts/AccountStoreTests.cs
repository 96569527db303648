using Serverless.Accounts;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Accounts;

public sealed class AccountStoreTests(TestApp app) : IClassFixture<TestApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_changes_at_once_none_is_lost()
    {
        var user = (await app.FindUser(await Given.User(app.Rpc)))!;
        var store = app.Get<AccountStore>();
        var changes = Enumerable.Range(1, 8).Select(i => store.Change(
            user.Id,
            change => change.User = change.User with { Permissions = change.User.Permissions.SetItem($"p{i}", i % 2 == 0) },
            Stop));
        await Task.WhenAll(changes);

        var permissions = (await store.Read(user.Id, Stop))!.Permissions;
        Assert.Equal(Enumerable.Range(1, 8).Select(i => ($"p{i}", i % 2 == 0)), permissions.Select(entry => (entry.Key, entry.Value)));
    }

    [Fact]
    public async Task A_change_that_changes_nothing_writes_nothing()
    {
        var user = (await app.FindUser(await Given.User(app.Rpc)))!;
        var before = app.OwnTransactions;
        Assert.True(await app.Get<AccountStore>().Change(user.Id, _ => true, Stop, known: user));
        Assert.Equal(before, app.OwnTransactions);
    }

    [Fact]
    public async Task A_user_who_is_not_there_cannot_be_changed() =>
        Assert.Null(await app.Get<AccountStore>().Change(987654321, _ => "done", Stop));

    [Fact]
    public async Task A_user_reads_back_as_he_was_written()
    {
        var written = new User
        {
            Id = 55,
            Name = Given.Name(),
            Created = new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero),
            Email = "a@example.com",
            EmailConfirmed = true,
            TelegramName = "telegram",
            PasswordHash = "hash",
            Enabled = false,
            HandledMail = [1, long.MaxValue],
        };
        written = written with { Permissions = written.Permissions.Add("admin", true).Add("create_teams", false) };
        Assert.True(await app.Get<AccountStore>().TryAdd(written, Stop));
        Assert.False(await app.Get<AccountStore>().TryAdd(written, Stop));
        var read = (await app.Get<AccountStore>().Read(55, Stop))!;
        Assert.Equal(written.HandledMail, read.HandledMail);
        Assert.Equal(written.Permissions, read.Permissions);
        Assert.Equal(
            (written.Name, written.Created, written.Email, written.EmailConfirmed, written.TelegramName, written.PasswordHash, written.Enabled),
            (read.Name, read.Created, read.Email, read.EmailConfirmed, read.TelegramName, read.PasswordHash, read.Enabled));
    }
}
