using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Domain.CallLog;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.Storage;
using Serverless.Storage.Index;
using Serverless.Storage.Rows;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Users.Index;

/// <summary>
/// Tests that lists, searches and the callers of the log are exact, and never fail, while an instance whose listings have version 1 and one of this version
/// run side by side. No instance may read all users instead of the trees.
/// </summary>
public sealed class RollingDeploymentTests : IAsyncLifetime
{
    private static readonly IndexSize Size = new(4, 3) { Scanned = 0 };

    private readonly QuietApp _old;
    private readonly QuietApp _new;
    private int _turn; // each check reads a quarter of the orders

    public RollingDeploymentTests(AzuriteFixture azurite)
    {
        _old = new(azurite)
        {
            Configure = services => services.AddSingleton(Size)
                .AddSingleton<IIndexContent>(provider => new UserIndexContent(provider.GetRequiredService<AccountRows>(), PackedListing.WithoutPseudonym)),
        };
        _new = new(azurite) { Prefix = _old.Prefix, Clock = _old.Clock, Configure = services => services.AddSingleton(Size) };
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _old.InitializeAsync();
        for (var i = 0; i < 12; i++)
        {
            await Create(_old);
        }

        await Fold(_old);
        await _new.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _new.DisposeAsync();
        await _old.DisposeAsync();
    }

    [Fact]
    public async Task Lists_searches_and_callers_are_exact_before_during_and_after_the_rebuild()
    {
        await AssertExact();
        var random = new Random(20261129);
        var switches = 0;
        for (var step = 0; step < 24; step++)
        {
            // The older instance is quiet in the middle, and then changes a user again.
            await Change(step is > 8 and < 18 || step % 2 == 0 ? _new : _old, random);
            await AssertExact();
            await Fold(step % 3 == 0 ? _old : _new, step is 12 or 14 ? TimeSpan.FromMinutes(13) : TimeSpan.FromMinutes(2));
            switches += await _new.Get<UserIndex>().IsReady(Stop) ? 1 : 0;
            await AssertExact();
        }

        Assert.InRange(switches, 3, 20);
        await Fold(_new, TimeSpan.FromMinutes(13));
        await Fold(_new);
        await IndexModel.AssertIsCurrent(_new);
        await IndexModel.AssertIsFolded(_new);
    }

    [Fact]
    public async Task The_older_version_serves_lists_when_it_replaces_the_newer_one()
    {
        await Fold(_new, TimeSpan.FromMinutes(13));
        await Fold(_new);
        Assert.True(await _new.Get<UserIndex>().IsReady(Stop));
        var random = new Random(20261129);
        for (var step = 0; step < 4; step++)
        {
            await Change(_old, random);
            await AssertExact();
            await Fold(_old);
            await AssertExact();
        }

        Assert.True(await _old.Get<UserIndex>().IsReady(Stop));
        await IndexModel.AssertIsFolded(_old);
    }

    [Fact]
    public async Task Without_trees_of_a_known_version_lists_of_many_users_answer_when_to_try_again_and_why()
    {
        var root = await Given.Root(_new);
        Assert.Equal(200, (await root.Call("admin/users/read")).HttpStatus);
        var changes = _new.Get<Tables>().Changes;
        var state = await changes.QueryAsync<TableEntity>(row => row.PartitionKey == IndexState.Partition, cancellationToken: Stop).SingleAsync(Stop);
        state["Current"] = Generation.Name(0, 1);
        state.Remove("Previous");
        await changes.UpdateEntityAsync(state, state.ETag, TableUpdateMode.Replace, Stop);
        var answer = await root.Call("admin/users/read");
        Assert.Equal(503, answer.HttpStatus);
        Assert.Equal(TimeSpan.FromSeconds(30), answer.Headers.RetryAfter?.Delta);
        Assert.Contains("The index is being rebuilt", answer.Body, StringComparison.Ordinal);
        await Fold(_new);
        Assert.Equal(200, (await root.Call("admin/users/read")).HttpStatus);
    }

    private static Task<User?> Create(TestApp app)
    {
        var name = Given.Name();
        return app.Get<CreateUser>().Run(new User { Id = 0, Name = name, Email = Given.Email(name), Created = app.Clock.GetUtcNow() }, Stop);
    }

    private static async Task Change(TestApp app, Random random)
    {
        var users = await IndexModel.Users(app);
        var id = users[random.Next(users.Count)].Id;
        switch (random.Next(4))
        {
            case 0:
                await Create(app);
                break;
            case 1:
                Assert.True(await app.Get<EraseUser>().Run(Actor.Nobody, id, Stop));
                break;
            case 2:
                await app.Get<AccountStore>().Change(Actor.Nobody, id, change => { change.SetEnabled(!change.User.Enabled); return true; }, Stop);
                break;
            default:
                await app.Get<AccountStore>().Change(Actor.Nobody, id, change => { change.User = change.User with { Name = Given.Name() }; return true; }, Stop);
                break;
        }
    }

    private static Task<bool> Fold(TestApp app, TimeSpan? after = null)
    {
        app.Clock.Advance(after ?? TimeSpan.FromMinutes(2));
        return app.Get<UserIndex>().Fold(app.Get<EraseUser>().Finish, Stop);
    }

    private async Task AssertExact()
    {
        _turn++;
        foreach (var app in new[] { _old, _new })
        {
            var users = (await IndexModel.Users(app)).ConvertAll(Shown);
            foreach (var order in IndexModel.Orders.Where((_, i) => i % 4 == _turn % 4))
            {
                var (page, total) = await app.Get<ListUsers>().Page(order, 0, int.MaxValue / 2, Stop);
                Assert.Equal(IndexModel.Sort(users, order), page.Select(Shown));
                Assert.Equal(users.Count, total);
            }

            foreach (var text in new[] { "a", users[0].Name[^3..], users[^1].Email![..4], "@" })
            {
                var (found, total) = await app.Get<ListUsers>().Search(text, [], 0, int.MaxValue / 2, Stop);
                Assert.Equal(IndexModel.Sort(users.Where(user => user.Contains(text)), []), found.Select(Shown));
                Assert.Equal(found.Count, total);
            }

            // By user ids, because trees of version 1 have no pseudonyms.
            var calls = users.Select(user => new CallRecord("/v1/m", user.Id, 0, 0, 200, null, false, HasUserId: true)).ToList();
            Assert.Equal(users.Select(user => (long?)user.Id), await app.Get<FindCallers>().Run(calls, Stop));
        }
    }

    /// <summary>Returns what lists show of a user.</summary>
    private static UserListing Shown(UserListing user) => user with { Pseudonym = Pseudonym.Nobody };
}
