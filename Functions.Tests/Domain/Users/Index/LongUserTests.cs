using Azure.Data.Tables;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.Storage;
using Serverless.Storage.Index;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Users.Index;

/// <summary>Tests users whose texts have more suffixes than one transaction can write rows.</summary>
public sealed class LongUserTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly QuietApp _app = new(azurite);
    private readonly Random _random = new(20261124);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task The_repair_corrects_the_index_after_a_crash_at_any_write_of_a_change()
    {
        var user = await Create(_app, Address());
        var writes = 0;
        for (var isDone = false; !isDone; writes++)
        {
            var address = Address();
            _app.Faults.DieAfterWrites(writes);
            isDone = await Try(() => SetAddress(_app, user.Id, address));
            _app.Faults.Clear();
            // Another change may come between the crash and the repair.
            if (writes % 2 == 1)
            {
                await SetAddress(_app, user.Id, Address());
            }

            await IndexModel.AssertIsCurrent(_app);
            await IndexModel.AssertIsFolded(_app);
        }

        Assert.True(writes > 2, $"{writes}"); // the record and the user
    }

    [Fact]
    public async Task An_erasure_that_crashes_after_any_write_leaves_no_text_of_the_user()
    {
        for (var (writes, isDone) = (0, false); !isDone; writes++)
        {
            var user = await Create(_app, Address());
            await _app.FinishFollowUps();
            _app.Faults.DieAfterWrites(writes);
            isDone = await Try(() => _app.Get<EraseUser>().Run(Actor.Nobody, user.Id, Stop));
            _app.Faults.Clear();
            await Invariants.Repair(_app);
            await _app.Get<EraseUser>().Run(Actor.Nobody, user.Id, Stop); // if the first one did not even start
            await AssertNobodyIsIndexed();
        }
    }

    [Fact]
    public async Task Concurrent_changes_of_one_user_leave_an_index_that_matches_the_row()
    {
        await using var other = await SecondInstance();
        var user = await Create(_app, Address());
        for (var i = 0; i < 4; i++)
        {
            await Task.WhenAll(SetAddress(_app, user.Id, Address()), SetAddress(other, user.Id, Address()));
        }

        await IndexModel.AssertIsCurrent(_app);
        await IndexModel.AssertIsCurrent(other);
        await IndexModel.AssertIsFolded(_app);
    }

    [Fact]
    public async Task No_search_misses_a_user_that_matches_before_and_after_a_change()
    {
        const string Kept = "kept-for-ever";
        var user = await Create(_app, Kept + Address());
        for (var i = 0; i < 6; i++)
        {
            // Alone, at the beginning, at the end: each time another suffix finds the user.
            var change = SetAddress(_app, user.Id, i % 2 == 0 ? Address()[..^4] + Kept : Kept + Address()[..(40 + (i * 30))]);
            var searches = 0;
            do
            {
                Assert.Equal([user.Id], (await _app.Get<ListUsers>().Search(Kept, [], 0, 10, Stop)).Users.Select(found => found.Id));
                searches++;
            }
            while (!change.IsCompleted);
            await change;
            Assert.True(searches > 0);
        }

        await IndexModel.AssertIsCurrent(_app);
    }

    private async Task<QuietApp> SecondInstance()
    {
        var second = new QuietApp(azurite) { Prefix = _app.Prefix, Configure = _app.Configure };
        await second.InitializeAsync();
        return second;
    }

    private async Task AssertNobodyIsIndexed()
    {
        await IndexModel.AssertIsFolded(_app);
        var rows = await _app.Get<Tables>().Index.QueryAsync<TableEntity>(cancellationToken: Stop).ToListAsync(Stop);
        Assert.All(rows, row => Assert.Equal(0, Node.From(row, "").Count));
    }

    private string Address() => new string([.. Enumerable.Range(0, 220).Select(_ => (char)('a' + _random.Next(26)))]) + "@x.y";

    private static async Task<User> Create(QuietApp app, string address) =>
        (await app.Get<CreateUser>().Run(new User { Id = 0, Name = Given.Name(), Email = address, Created = app.Clock.GetUtcNow() }, Stop))!;

    private static Task<bool> SetAddress(QuietApp app, long id, string address) =>
        app.Get<AccountStore>().Change(Actor.Nobody, id, change => { change.User = change.User with { Email = address }; return true; }, Stop);

    private static async Task<bool> Try(Func<Task> run)
    {
        try
        {
            await run();
            return true;
        }
        catch (ProcessDiedException)
        {
            return false;
        }
    }
}
