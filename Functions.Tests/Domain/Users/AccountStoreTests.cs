using Azure.Data.Tables;
using Serverless.Domain.Permissions;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Storage;
using Serverless.Storage.Rows;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Users;

public sealed class AccountStoreTests(TestApp app) : IClassFixture<TestApp>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_change_is_lost_among_many_concurrent_ones()
    {
        var user = (await app.FindUser(await Given.User(app.Rpc)))!;
        var store = app.Get<AccountStore>();
        var changes = Enumerable.Range(1, 8).Select(i => store.Change(
            Actor.Nobody, user.Id,
            change => change.User = change.User with { Permissions = change.User.Permissions.SetItem($"p{i}", i % 2 == 0) },
            Stop));
        await Task.WhenAll(changes);

        var permissions = (await store.Read(user.Id, Stop))!.Permissions;
        Assert.Equal(Enumerable.Range(1, 8).Select(i => ($"p{i}", i % 2 == 0)), permissions.Select(entry => (entry.Key, entry.Value)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(AccountRows.KeptRevisions - 1)]
    public async Task A_change_is_made_once_when_its_response_is_lost_and_others_change_the_user(int others)
    {
        var user = (await app.FindUser(await Given.User(app.Rpc)))!;
        var store = app.Get<AccountStore>();
        app.Faults.FailAfter(request => Faults.IsChange(request, app.Get<Tables>()), times: 1, ChangeElsewhere);
        var runs = 0;
        var isDone = await store.Change(Actor.Nobody, user.Id, Grant, Stop);
        app.Faults.Clear();

        Assert.Equal((true, 1), (isDone, runs));
        Assert.Equal(
            Enumerable.Range(1, others).Select(i => $"p{i}").Prepend("mine"),
            (await store.Read(user.Id, Stop))!.Permissions.Keys.Order(StringComparer.Ordinal));

        bool Grant(AccountChange change)
        {
            runs++;
            Add(change, "mine");
            return true;
        }

        async Task ChangeElsewhere()
        {
            for (var i = 1; i <= others; i++)
            {
                var change = new AccountChange((await store.Read(user.Id, Stop))!);
                Add(change, $"p{i}");
                Assert.True(await store.TryCommit(Actor.Nobody, change, Stop));
            }
        }

        static void Add(AccountChange change, string permission) => change.User = change.User with { Permissions = change.User.Permissions.SetItem(permission, true) };
    }

    [Fact]
    public async Task A_change_without_effect_writes_nothing()
    {
        var user = (await app.FindUser(await Given.User(app.Rpc)))!;
        Assert.Equal(0, await app.CostOf(async () => Assert.True(await app.Get<AccountStore>().Change(Actor.Nobody, user.Id, _ => true, Stop, known: user))));
    }

    [Fact]
    public async Task A_missing_user_cannot_be_changed() =>
        Assert.Null(await app.Get<AccountStore>().Change(Actor.Nobody, 987654321, _ => "done", Stop));

    [Fact]
    public async Task A_user_reads_back_unchanged()
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
            FullName = "Ann, of Green; Gables: 安",
            Picture = "www.test.com/test.png",
            PhoneNumber = "13800000000",
            Links = [Link.Of("wechat", "a,b;c:d.e"), Link.Of("wechat", "安")],
            IsTemporary = true,
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
        Assert.Equal(written.Links, read.Links);
        Assert.Equal(
            (written.FullName, written.Picture, written.PhoneNumber, written.IsTemporary),
            (read.FullName, read.Picture, read.PhoneNumber, read.IsTemporary));
    }

    [Fact]
    public async Task Rows_from_before_full_names_and_links_existed_still_work()
    {
        var name = await Given.User(app.Rpc, withEmail: true);
        var user = (await app.FindUser(name))!;
        var row = (await app.Get<Tables>().Accounts.GetEntityAsync<TableEntity>(Key.Encode(user.Id), UserRow.RowKey(user.Id), cancellationToken: Stop)).Value;
        Assert.DoesNotContain(row.Keys, column => column is "FullName" or "Picture" or "PhoneNumber" or "Links" or "IsTemporary"); // as such rows were written
        Assert.Equal((name, null, null, false, false), (user.FullName, user.Picture, user.PhoneNumber, user.IsTemporary, user.HasGeneratedEmail));
        Assert.Empty(user.Links);
    }

    [Fact]
    public void The_full_name_is_the_user_name_until_another_is_given()
    {
        var user = new User { Id = 1, Name = "ann", Created = default };
        Assert.Equal("ann", user.FullName);
        Assert.Equal("bea", (user with { Name = "bea" }).FullName);
        Assert.Equal("Ann", (user with { FullName = "Ann" } with { Name = "bea" }).FullName);
    }

    [Fact]
    public async Task A_link_belongs_to_one_user_and_finds_them()
    {
        var link = Link.Of("wechat", Given.Name());
        var draft = new User { Id = 0, Name = Given.Name(), Created = default, Links = [link] };
        var names = app.Get<Names>();
        Assert.Null(await names.FindUser(link, Stop));
        var user = (await app.Get<CreateUser>().Run(draft, Stop))!;
        Assert.Equal(user.Id, (await names.FindUser(link, Stop))!.Id);
        Assert.Null(await names.FindUser(Link.Of("wechat", "somebody else"), Stop));
        Assert.Null(await names.FindUser(link with { Provider = "other" }, Stop));

        var second = draft with { Name = Given.Name() };
        var creation = await app.Get<CreateUser>().TryRun(second, Stop);
        Assert.Null(creation.User);
        Assert.Equal(new Name(NameKind.Link, link.ToString()), Assert.Single(creation.Taken));
        Assert.NotNull(await app.Get<CreateUser>().Run(second with { Links = [] }, Stop)); // its name was released

        // All values that are taken are reported at once.
        Assert.Equal([NameKind.Login, NameKind.Link], (await app.Get<CreateUser>().TryRun(draft, Stop)).Taken.Select(name => name.Kind));

        Assert.True(await app.Get<EraseUser>().Run(Actor.Nobody, user.Id, Stop));
        Assert.NotNull(await app.Get<CreateUser>().Run(draft, Stop));
    }
}
