using Microsoft.Extensions.DependencyInjection;
using Serverless.Accounts;
using Serverless.Accounts.Index;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Accounts.Index;

/// <summary>The index says what the users say, whatever happens to them. Its nodes are tiny here, so that they split and vanish all the time.</summary>
public sealed class UserIndexTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly QuietApp _app = new(azurite) { Configure = services => services.AddSingleton(new IndexSize(4, 3)) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task After_random_changes_every_list_and_search_is_that_of_a_simple_model()
    {
        var random = new Random(20261123);
        var ids = new List<long>();
        for (var i = 0; i < 150; i++)
        {
            await Step(random, ids, i);
        }

        await IndexModel.AssertIsCurrent(_app);
        var users = await IndexModel.Users(_app);
        Assert.Equal(ids.Order(), users.Select(user => user.Id).Order());
        foreach (var order in IndexModel.Orders)
        {
            var all = IndexModel.Sort(users, order);
            for (var offset = 0; offset <= users.Count + 2; offset += 3)
            {
                var limit = random.Next(1, 12);
                var (page, total) = await _app.Get<ListUsers>().Page(order, offset, limit, Stop);
                Assert.Equal(all.Skip(offset).Take(limit), page);
                Assert.Equal(users.Count, total);
            }
        }

        foreach (var text in (string[])["a", "ab", "abc", "@", "example", "b@", ".com", "no such text", "%", "_", "+", "d!", "ü", "=21", "cab"])
        {
            var found = await _app.Get<ListUsers>().Search(text, Stop);
            Assert.Equal(users.Where(user => user.Contains(text)).Select(user => user.Id).Order(), found.Select(user => user.Id).Order());
        }
    }

    [Fact]
    public async Task Two_instances_that_create_users_at_once_lose_none()
    {
        await using var second = new QuietApp(azurite) { Prefix = _app.Prefix, Configure = _app.Configure };
        await second.InitializeAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, 60), new ParallelOptions { MaxDegreeOfParallelism = 12, CancellationToken = Stop }, async (i, cancellation) =>
        {
            var app = i % 2 == 0 ? _app : second;
            var user = await app.Get<CreateUser>().Run(new User { Id = 0, Name = Given.Name(), Created = app.Clock.GetUtcNow() }, cancellation);
            Assert.NotNull(user);
            if (i % 3 == 0)
            {
                // Two instances, one user.
                await Task.WhenAll(new[] { _app, second }.Select(other => other.Get<AccountStore>().Change(
                    Actor.Nobody, user.Id, change => { change.User = change.User with { EmailConfirmed = other == second, Email = user.Name + "@example.com" }; return true; }, cancellation)));
            }
        });

        // Whoever could not get in between the others has left its change announced.
        foreach (var app in new[] { _app, second })
        {
            app.Clock.Advance(UserIndex.Patience * 2);
            await app.Get<UserIndex>().Repair(Stop);
        }

        await IndexModel.AssertIsCurrent(_app);
        await IndexModel.AssertIsCurrent(second);
        Assert.Equal(60, (await IndexModel.Users(_app)).Count);
    }

    [Fact]
    public async Task Announcements_that_leave_nothing_to_do_are_deleted_a_hundred_at_once_at_most()
    {
        var table = _app.Get<Tables>().Index;
        var rows = await Task.WhenAll(Enumerable.Range(0, 120).Select(i => Announcement.Write(table, 1_000_000 + i, _app.Clock.GetUtcNow(), Stop)));
        List<Announcement> announced = [.. rows.Select(row => new Announcement(row))];
        var nodes = new IndexNodes(table);
        nodes.Keep(); // not believed: then nothing but reading again tells that nothing is to be done
        Assert.True(await new IndexUpdate(_app.Get<Tables>(), nodes, IndexSize.Default).TryRun(announced, Stop));
        Assert.All(announced, one => Assert.True(one.IsDone));
        Assert.Empty(await Announcement.Before(table, DateTimeOffset.MaxValue, Stop).ToListAsync(Stop));
    }

    [Fact]
    public async Task A_change_stands_when_the_index_cannot_be_written_and_the_lists_follow()
    {
        _app.Faults.FailBefore(request => Faults.IsWrite(request) && request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal));
        var user = await _app.Get<CreateUser>().Run(new User { Id = 0, Name = Given.Name(), Created = _app.Clock.GetUtcNow() }, Stop);
        _app.Faults.Clear();
        Assert.NotNull(user);
        Assert.Empty((await _app.Get<ListUsers>().Page([], 0, 10, Stop)).Users);

        Assert.Empty(await _app.Get<UserIndex>().Repair(Stop)); // may still be under way
        _app.Clock.Advance(UserIndex.Patience * 2);
        Assert.Equal([user.Id], await _app.Get<UserIndex>().Repair(Stop));
        Assert.Equal([user.Id], (await _app.Get<ListUsers>().Page([], 0, 10, Stop)).Users.Select(listed => listed.Id));
        await IndexModel.AssertIsCurrent(_app);
    }

    private async Task Step(Random random, List<long> ids, int step)
    {
        var accounts = _app.Get<AccountStore>();
        var id = ids.Count == 0 ? 0 : ids[random.Next(ids.Count)];
        switch (id == 0 ? 0 : random.Next(10))
        {
            case <= 4:
                var user = await _app.Get<CreateUser>().Run(
                    new User { Id = 0, Name = Text(random, 8) + step, Email = random.Next(2) == 0 ? $"{Text(random, 120)}!{step}@example.com" : null, Enabled = random.Next(3) > 0, Created = _app.Clock.GetUtcNow() },
                    Stop);
                ids.Add(user!.Id);
                break;
            case <= 6:
                await accounts.Change(Actor.Nobody, id, change => { change.User = change.User with { Name = Text(random, 8) + step }; return true; }, Stop);
                break;
            case 7:
                await accounts.Change(Actor.Nobody, id, change => { change.User = change.User with { Email = random.Next(3) == 0 ? null : Text(random, 150), TelegramName = Text(random, 40) }; return true; }, Stop);
                break;
            case 8:
                await accounts.Change(Actor.Nobody, id, change => { change.SetEnabled(!change.User.Enabled); return true; }, Stop);
                break;
            default:
                Assert.True(await _app.Get<EraseUser>().Run(Actor.Nobody, id, Stop));
                ids.Remove(id);
                break;
        }
    }

    private static string Text(Random random, int most) => new([.. Enumerable.Range(0, random.Next(3, most)).Select(_ => "abc+d"[random.Next(5)])]);
}
