using System.Globalization;
using System.Text.Json;
using Azure.Core;
using Azure.Data.Tables;
using Serverless.Domain.Notifications;
using Serverless.Domain.Users;
using Serverless.Jobs.Queues;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Jobs;

/// <summary>
/// Tests the delivery of a notification to a user who is erased meanwhile. No data of the user remains, in whatever order the steps run or crash.
/// </summary>
public sealed class SpreadNotificationTests(TestApp app) : IClassFixture<TestApp>
{
    /// <summary>More requests than an erasure or a delivery makes, so that the last cuts lie after their end.</summary>
    private const int DeletionWrites = 14;
    private const int DeliveryRequests = 5;

    public static TheoryData<int> WritesOfADeletion => new(Enumerable.Range(1, DeletionWrites));

    public static TheoryData<int> RequestsOfADelivery => new(Enumerable.Range(1, DeliveryRequests));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_notification_delivered_before_the_erasure_is_erased()
    {
        var (root, id, message) = await Arrange();
        await Deliver(message);
        Assert.Equal(1, await Notes(id));
        await Delete(root, id);
        Assert.Empty(await Rows(id));
    }

    [Fact]
    public async Task A_notification_delivered_after_the_erasure_finds_no_user()
    {
        var (root, id, message) = await Arrange();
        await Delete(root, id);
        await Deliver(message);
        await Deliver(message);
        Assert.Empty(await Rows(id));
    }

    [Theory]
    [MemberData(nameof(WritesOfADeletion))]
    public async Task A_notification_delivered_between_two_writes_of_the_erasure_leaves_no_row(int write)
    {
        var (root, id, message) = await Arrange();
        await Interrupt(() => Delete(root, id), write, Faults.IsWrite, () => Deliver(message));
        Assert.Empty(await Rows(id));
        await Deliver(message);
        Assert.Empty(await Rows(id));
    }

    [Theory]
    [MemberData(nameof(RequestsOfADelivery))]
    public async Task An_erasure_between_two_requests_of_the_delivery_leaves_no_row(int request)
    {
        var (root, id, message) = await Arrange();
        await Interrupt(() => Deliver(message), request, OfTables, () => Delete(root, id));
        Assert.Empty(await Rows(id));
    }

    [Fact]
    public async Task A_delivery_that_crashes_removes_the_notification_when_it_is_repeated()
    {
        var (root, id, message) = await Arrange();
        await Assert.ThrowsAsync<ProcessDiedException>(() => Interrupt(() => Deliver(message), 1, Faults.IsWrite, async () =>
        {
            await Delete(root, id);
            app.Faults.DieAfterWrites(0);
        }));
        app.Faults.Clear();
        Assert.Equal(1, await Notes(id)); // this is the only moment at which a row is left
        await Deliver(message);
        Assert.Empty(await Rows(id));
    }

    [Fact]
    public async Task A_leftover_notification_expires_after_two_days()
    {
        const long id = 987_654_321; // of no user, so no message of an erasure deletes the row before the sweep does
        await app.Get<NotificationStore>().Add(id, Notification.Create("left", "", app.Clock.GetUtcNow()), Stop);
        app.Clock.Advance(Notification.Lifetime);
        Assert.True(await app.Get<NotificationStore>().DeleteExpired(Stop) >= 1);
        Assert.Empty(await Rows(id));
    }

    [Fact]
    public async Task Queue_delivery_reaches_the_other_users_and_not_the_erased_one()
    {
        var (root, id, _) = await Arrange();
        var (other, client) = await Given.SignedInUser(app.Rpc);
        object[] arguments = [new[] { Wire(id), Wire((await app.FindUser(other))!.Id) }, "News", "Something happened."];
        var told = root.Call("admin/notifications/create", arguments);
        await Delete(root, id);
        Assert.Equal(200, (await told).Status);
        await TestTimeout.Until(async () => (await client.Call("notifications/read")).Rows > 0, "The notification did not come."); // this user's notification is the last of the message
        Assert.Empty(await Rows(id));
    }

    /// <summary>Creates root's client, a user, and a message for that user.</summary>
    private async Task<(RpcClient Root, long Id, string Message)> Arrange()
    {
        var root = await Given.Root(app);
        var (name, _) = await Given.SignedInUser(app.Rpc);
        var id = (await app.FindUser(name))!.Id;
        var notification = Notification.Create("News", "Something happened.", app.Clock.GetUtcNow());
        return (root, id, JsonSerializer.Serialize(new NotificationBatch(notification.Id, notification.Created, notification.Subject, notification.Body, [id])));
    }

    /// <summary>
    /// Starts an operation, runs another one when the first is about to send a certain request or has ended, and then lets the first continue.
    /// </summary>
    private async Task Interrupt(Func<Task> start, int number, Func<Request, bool> which, Func<Task> meanwhile)
    {
        var seen = 0;
        var held = app.Faults.Hold(request => which(request) && ++seen == number);
        var running = start();
        await Task.WhenAny(held.Reached, running).WaitAsync(TestTimeout.Length, Stop);
        if (running.IsCompleted)
        {
            held.Release(); // it must not hold the other operation
        }

        await meanwhile().WaitAsync(TestTimeout.Length, Stop);
        held.Release();
        await running;
    }

    private bool OfTables(Request request) => Faults.IsOf(request, app.Get<Tables>().Accounts);

    private Task Deliver(string message) => app.Job<SpreadNotification>().Run(message, Stop);

    /// <summary>Calls the method that deletes a user, and does the work of the message that it sends.</summary>
    private async Task Delete(RpcClient root, long id)
    {
        Assert.Equal(1, (await root.Call("admin/users/delete", Wire(id))).Rows);
        await app.Get<EraseUser>().Finish(id, Stop);
    }

    private async Task<int> Notes(long id) => (await Rows(id)).Count(key => key.StartsWith("note;", StringComparison.Ordinal));

    private async Task<List<string>> Rows(long id)
    {
        var partition = Key.Encode(id);
        return await app.Get<Tables>().Accounts
            .QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancellationToken: Stop)
            .Select(row => row.RowKey)
            .ToListAsync(Stop);
    }

    private static string Wire(long id) => id.ToString(CultureInfo.InvariantCulture);
}
