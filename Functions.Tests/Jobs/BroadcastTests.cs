using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker;
using Serverless.Domain.Notifications;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Jobs.Queues;
using Serverless.Jobs.Timers;
using Serverless.Storage;
using Serverless.Storage.Rows;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Jobs;

/// <summary>
/// Tests the delivery of a notification to all users in parts. Each test has its own app, because all users of an app are told. The tests call the handler
/// as the host does, repeatedly with the same message.
/// </summary>
public sealed class BroadcastTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_users_are_told_once_in_parts_and_the_progress_grows()
    {
        await using var app = await Start();
        const int users = DeliverBroadcast.PartSize + 3;
        await Add(app, users);
        var root = await Given.Root(app);
        var id = (await root.Call("admin/notifications/create-for-all", "News", "Something happened.")).Data.GetProperty("id").GetString()!;
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        var late = (await app.FindUser(await Given.User(app.Rpc)))!.Id;

        Assert.Equal((0, false), await Progress(root, id));
        await Deliver(app, id);
        Assert.Equal((DeliverBroadcast.PartSize - 1, false), await Progress(root, id)); // the late user is in this part
        await Deliver(app, id);
        Assert.Equal((users + 1, true), await Progress(root, id)); // and root
        await Deliver(app, id);
        Assert.Equal((users + 1, true), await Progress(root, id));

        var rows = await Rows(app);
        Assert.Equal(users + 1, rows.Count);
        Assert.Equal(users + 1, rows.Distinct().Count());
        Assert.DoesNotContain(rows, row => row.UserId == late);
        Assert.Equal("News", (await root.Call("notifications/read")).Data[0].GetProperty("subject").GetString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_part_that_crashes_after_any_write_is_repeated_without_a_second_notification(int writes)
    {
        await using var app = await Start();
        await Add(app, 3);
        var id = await Begin(app);
        app.Faults.DieAfterWrites(writes);
        try
        {
            await Deliver(app, id);
        }
        catch (ProcessDiedException)
        {
        }

        app.Faults.Clear();
        await Deliver(app, id);
        var row = (await app.Get<BroadcastRows>().Find(long.Parse(id, null), Stop))!;
        Assert.Equal((4, true), (row.Delivered, row.Finished is not null)); // and root
        Assert.Equal(4, (await Rows(app)).Count);
    }

    [Fact]
    public async Task A_message_that_is_delivered_several_times_at_once_counts_each_user_once_and_requests_one_next_part()
    {
        await using var app = await Start();
        await Add(app, DeliverBroadcast.PartSize + 1);
        var id = await Begin(app);
        var before = await Messages(app);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Deliver(app, id)));
        var row = (await app.Get<BroadcastRows>().Find(long.Parse(id, null), Stop))!;
        var parts = row.Finished is null ? 1 : 2; // a run that began late can deliver the second part
        Assert.Equal(parts == 1 ? DeliverBroadcast.PartSize : DeliverBroadcast.PartSize + 2, row.Delivered);
        Assert.Equal(row.Delivered, (await Rows(app)).Count);
        Assert.Equal(before + 1, await Messages(app)); // the second part is the last one
    }

    [Fact]
    public async Task A_deleted_user_is_not_told()
    {
        await using var app = await Start();
        await Add(app, 2);
        var id = await Begin(app);
        var users = await app.Get<BroadcastRows>().Users(null, 10, Stop);
        var erased = users.Single(user => user.PartitionKey == "900000");
        await app.Get<EraseUser>().Run(Actor.Nobody, erased.Id, Stop);
        await Deliver(app, id);
        Assert.DoesNotContain(await Rows(app), row => row.UserId == erased.Id);
    }

    [Fact]
    public async Task An_expired_notification_is_not_delivered_and_its_progress_is_deleted_after_a_week()
    {
        await using var app = await Start();
        await Add(app, 2);
        var id = await Begin(app);
        app.Clock.Advance(Notification.Lifetime);
        await Deliver(app, id);
        Assert.Empty(await Rows(app));
        var rows = app.Get<BroadcastRows>();
        Assert.NotNull((await rows.Find(long.Parse(id, null), Stop))!.Finished);
        app.Clock.Advance(TimeSpan.FromDays(6));
        await app.Job<DeleteExpiredNotifications>().Run(new TimerInfo(), Stop);
        Assert.Null(await rows.Find(long.Parse(id, null), Stop));
        await Deliver(app, id); // a late message does nothing
    }

    private async Task<TestApp> Start()
    {
        var app = new TestApp(azurite) { ReadsQueues = false };
        await app.InitializeAsync();
        return app;
    }

    private static async Task<string> Begin(TestApp app) =>
        (await (await Given.Root(app)).Call("admin/notifications/create-for-all", "News", "")).Data.GetProperty("id").GetString()!;

    /// <summary>Adds user rows, without the other rows that a sign-up writes.</summary>
    private static Task Add(TestApp app, int count) => Parallel.ForEachAsync(
        Enumerable.Range(0, count),
        new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop },
        async (i, stop) =>
        {
            var user = new User { Id = 900_000 + i, Name = $"u{i}", Created = app.Clock.GetUtcNow() };
            await app.Get<Tables>().Accounts.AddEntityAsync(user.ToRow().ToEntity(), stop);
        });

    private static Task Deliver(TestApp app, string id) =>
        app.Job<SpreadNotification>().Run(JsonSerializer.Serialize(new BroadcastPart(long.Parse(id, null))), Stop);

    private static async Task<(int Delivered, bool IsFinished)> Progress(RpcClient root, string id)
    {
        var progress = (await root.Call("admin/notifications/read-progress", id)).Data;
        return (progress.GetProperty("delivered").GetInt32(), progress.GetProperty("finished").ValueKind != JsonValueKind.Null);
    }

    private static async Task<int> Messages(TestApp app)
    {
        var queue = app.Get<StorageClients>().Queue(app.Get<NotificationQueue>().Name);
        return (await queue.GetPropertiesAsync(Stop)).Value.ApproximateMessagesCount;
    }

    private static async Task<List<(long UserId, string Key)>> Rows(TestApp app) => await app.Get<Tables>().Accounts
        .QueryAsync<TableEntity>("RowKey ge 'note;' and RowKey lt 'note<'", cancellationToken: Stop)
        .Select(row => (long.Parse(row.PartitionKey, null), row.RowKey))
        .ToListAsync(Stop);
}
