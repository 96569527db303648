using Microsoft.Extensions.DependencyInjection;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.Storage;
using Serverless.Storage.Index;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Users.Index;

/// <summary>Tests that the index agrees with the users, whatever happens to them. Its nodes are tiny here, so that they constantly split and vanish.</summary>
public sealed class UserIndexTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly QuietApp _app = new(azurite) { Configure = services => services.AddSingleton(new IndexSize(4, 3)) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task After_random_changes_every_list_and_search_equals_a_simple_model()
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

        foreach (var text in (string[])["a", "ab", "abc", "@", "example", "b@", ".com", "no such text", "%", "_", "+", "d!", "ü", "=21", "cab", "c", "ca", "cabc"])
        {
            foreach (var order in IndexModel.Orders)
            {
                var all = IndexModel.Sort(users.Where(user => user.Contains(text)), order);
                var (offset, limit) = (random.Next(5), random.Next(1, 12));
                var (page, total) = await _app.Get<ListUsers>().Search(text, order, offset, limit, Stop);
                Assert.Equal(all.Skip(offset).Take(limit), page);
                Assert.Equal(all.Count, total);
            }
        }

        await IndexModel.AssertIsFolded(_app);
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

        await IndexModel.AssertIsCurrent(_app);
        await IndexModel.AssertIsCurrent(second);
        Assert.Equal(60, (await IndexModel.Users(_app)).Count);
        await IndexModel.AssertIsFolded(_app);
    }

    [Fact]
    public async Task A_change_succeeds_and_is_listed_at_once_when_the_trees_cannot_be_written()
    {
        _app.Faults.FailBefore(request => Faults.IsTransactionOf(request, _app.Get<Tables>().Index));
        var user = await _app.Get<CreateUser>().Run(new User { Id = 0, Name = Given.Name(), Created = _app.Clock.GetUtcNow() }, Stop);
        Assert.NotNull(user);
        _app.Clock.Advance(TimeSpan.FromMinutes(2));
        await Assert.ThrowsAnyAsync<Exception>(() => _app.Get<UserIndex>().Fold(_app.Get<EraseUser>().Finish, Stop));
        await IndexModel.AssertIsCurrent(_app);
        _app.Faults.Clear();
        await IndexModel.AssertIsFolded(_app);
    }

    [Fact]
    public async Task A_message_requests_the_fold_of_many_changes()
    {
        var messages = 0;
        _app.Faults.Watch(request => messages += request.Uri.Path.Contains("-index", StringComparison.Ordinal) ? 1 : 0);
        for (var i = 0; i < 5; i++)
        {
            await _app.Get<CreateUser>().Run(new User { Id = 0, Name = Given.Name(), Created = _app.Clock.GetUtcNow() }, Stop);
        }

        Assert.Equal(1, messages);
        await _app.FinishFollowUps();
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
