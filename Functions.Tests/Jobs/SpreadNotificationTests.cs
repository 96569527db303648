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

/// <summary>A notification on its way to a user who is deleted meanwhile: whoever comes first, whatever dies, nothing of him is left.</summary>
public sealed class SpreadNotificationTests(TestApp app) : IClassFixture<TestApp>
{
    /// <summary>More requests than a deletion or a delivery makes: the last cuts lie behind their end.</summary>
    private const int DeletionWrites = 14;
    private const int DeliveryRequests = 5;

    public static TheoryData<int> WritesOfADeletion => new(Enumerable.Range(1, DeletionWrites));

    public static TheoryData<int> RequestsOfADelivery => new(Enumerable.Range(1, DeliveryRequests));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_comes_before_the_deletion_and_goes_with_it()
    {
        var (root, id, message) = await Arrange();
        await Deliver(message);
        Assert.Equal(1, await Notes(id));
        await Delete(root, id);
        Assert.Empty(await Rows(id));
    }

    [Fact]
    public async Task It_comes_after_the_deletion_and_finds_nobody()
    {
        var (root, id, message) = await Arrange();
        await Delete(root, id);
        await Deliver(message);
        await Deliver(message);
        Assert.Empty(await Rows(id));
    }

    [Theory]
    [MemberData(nameof(WritesOfADeletion))]
    public async Task It_comes_between_two_writes_of_the_deletion(int write)
    {
        var (root, id, message) = await Arrange();
        await Interrupt(() => Delete(root, id), write, Faults.IsWrite, () => Deliver(message));
        Assert.Empty(await Rows(id));
        await Deliver(message);
        Assert.Empty(await Rows(id));
    }

    [Theory]
    [MemberData(nameof(RequestsOfADelivery))]
    public async Task The_deletion_comes_between_two_requests_of_the_delivery(int request)
    {
        var (root, id, message) = await Arrange();
        await Interrupt(() => Deliver(message), request, OfTables, () => Delete(root, id));
        Assert.Empty(await Rows(id));
    }

    [Fact]
    public async Task The_delivery_dies_before_it_can_take_the_notification_back_and_is_repeated()
    {
        var (root, id, message) = await Arrange();
        await Assert.ThrowsAsync<ProcessDiedException>(() => Interrupt(() => Deliver(message), 1, Faults.IsWrite, async () =>
        {
            await Delete(root, id);
            app.Faults.DieAfterWrites(0);
        }));
        app.Faults.Clear();
        Assert.Equal(1, await Notes(id)); // so this is the one moment in which something is left
        await Deliver(message);
        Assert.Empty(await Rows(id));
    }

    [Fact]
    public async Task What_no_delivery_takes_back_goes_when_it_is_two_days_old()
    {
        var (root, id, _) = await Arrange();
        await Delete(root, id);
        await app.Get<Notes>().Add(id, Note.Create("left", "", app.Clock.GetUtcNow()), Stop);
        app.Clock.Advance(Note.Lifetime);
        Assert.True(await app.Get<Notes>().DeleteExpired(Stop) >= 1);
        Assert.Empty(await Rows(id));
    }

    [Fact]
    public async Task By_the_queue_the_others_get_theirs_and_the_deleted_none()
    {
        var (root, id, _) = await Arrange();
        var (other, client) = await Given.SignedInUser(app.Rpc);
        object[] arguments = [new[] { Wire(id), Wire((await app.FindUser(other))!.Id) }, "News", "Something happened."];
        var told = root.Call("admin/notifications/create", arguments);
        await Delete(root, id);
        Assert.Equal(200, (await told).Status);
        await Patience.Until(async () => (await client.Call("notifications/read")).Rows > 0, "The notification did not come."); // his is the last of the message
        Assert.Empty(await Rows(id));
    }

    /// <summary>Root's client, a user, and a message for him.</summary>
    private async Task<(RpcClient Root, long Id, string Message)> Arrange()
    {
        var root = await Given.Root(app);
        var (name, _) = await Given.SignedInUser(app.Rpc);
        var id = (await app.FindUser(name))!.Id;
        var note = Note.Create("News", "Something happened.", app.Clock.GetUtcNow());
        return (root, id, JsonSerializer.Serialize(new NotificationBatch(note.Id, note.Created, note.Subject, note.Body, [id])));
    }

    /// <summary>Starts something, lets something else happen when it stands before a request or is at its end, and lets it go on.</summary>
    private async Task Interrupt(Func<Task> start, int number, Func<Request, bool> which, Func<Task> meanwhile)
    {
        var seen = 0;
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        app.Faults.Delay(request => which(request) && Interlocked.Increment(ref seen) == number && held.TrySetResult(), release.Task);
        var running = start();
        try
        {
            await Task.WhenAny(held.Task, running).WaitAsync(Patience.Time, Stop);
            held.TrySetResult(); // who is at the end already does not hold the other
            await meanwhile().WaitAsync(Patience.Time, Stop);
        }
        finally
        {
            release.SetResult(); // whatever came of it: the app stops when nothing is held any more
        }

        await running;
    }

    private bool OfTables(Request request) => request.Uri.Path.Contains(app.Get<Tables>().Accounts.Name, StringComparison.Ordinal);

    private Task Deliver(string message) => app.Job<SpreadNotification>().Run(message, Stop);

    /// <summary>The call, and what the message that it sends brings about.</summary>
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
