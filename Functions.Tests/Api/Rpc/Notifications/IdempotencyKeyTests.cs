using Azure.Data.Tables;
using Serverless.Domain.Notifications;
using Serverless.Jobs.Queues;
using Serverless.Storage;
using Serverless.Storage.Rows;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Notifications;

/// <summary>
/// Tests the repetition of a call that notifies users, on two instances. It has one effect, whatever happened to the first call. The tests deliver the
/// messages, so that they see all of them.
/// </summary>
public sealed class IdempotencyKeyTests(IdempotencyKeyTests.Instances instances) : IClassFixture<IdempotencyKeyTests.Instances>
{
    private readonly string _key = Guid.NewGuid().ToString();
    private readonly string _subject = Given.Name();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Gets both methods, each with the number of writes before a crash.</summary>
    public static TheoryData<bool, int> Crashes => [.. from isForAll in (bool[])[false, true] from writes in Enumerable.Range(0, 5) select (isForAll, writes)];

    private TestApp First => instances.First;

    private TestApp Second => instances.Second;

    [Theory]
    [MemberData(nameof(Crashes))]
    public async Task A_call_that_crashed_after_any_write_is_completed_by_its_repetition(bool isForAll, int writes)
    {
        First.Faults.DieAfterWrites(writes);
        await Send(First, isForAll);
        First.Faults.Clear();
        var again = await Send(Second, isForAll);
        Assert.Equal(Id(again), Id(await Send(First, isForAll)));
        await AssertDelivered(isForAll);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_on_two_instances_at_once_send_one_notification(bool isForAll)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Send(i % 2 == 0 ? First : Second, isForAll)));
        Assert.Single(answers.Select(Id).Distinct());
        await AssertDelivered(isForAll);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lost_response_of_storage_changes_nothing(bool isForAll)
    {
        var seen = new HashSet<string>();
        First.Faults.FailAfter(request => Faults.IsWrite(request) && seen.Add(request.ClientRequestId));
        var answer = await Send(First, isForAll);
        First.Faults.Clear();
        Assert.NotEmpty(seen);
        Assert.Equal(Id(answer), Id(await Send(Second, isForAll)));
        await AssertDelivered(isForAll);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_repetition_does_not_bring_back_a_deleted_notification(bool isForAll)
    {
        var id = Id(await Send(First, isForAll));
        await Deliver();
        var reader = First.Rpc.With(instances.AnnSession);
        var note = (await reader.Call("notifications/read", new { where = new { search = new[] { "like", _subject } } })).Data[0].GetProperty("id").GetString()!;
        Assert.Equal(1, (await reader.Call("notifications/delete", new object[] { new[] { note } })).Rows);
        Assert.Equal(id, Id(await Send(Second, isForAll)));
        await Deliver();
        Assert.Equal(0, (await reader.Call("notifications/read", new { where = new { search = new[] { "like", _subject } } })).Rows);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_belongs_to_one_text_of_one_user(bool isForAll)
    {
        await Send(First, isForAll);
        Assert.Equal((409, "notification_key_used"), Refusal(await Call(First, isForAll, new { idempotency_key = _key }, body: "another text")));
        Assert.Equal((409, "notification_key_used"), Refusal(await Call(First, !isForAll, new { idempotency_key = _key })));
        Assert.Equal((409, "notification_key_used"), Refusal(await First.Rpc.With(instances.Root).Call("admin/notifications/create", new[] { instances.Ann }, _subject, "body", new { idempotency_key = _key })));

        var (name, root) = (Given.Name(), First.Rpc.With(instances.Root));
        Assert.Equal(200, (await root.Call("admin/users/create", new { username = name, password = Given.Password, permissions = new { admin = true } })).Status);
        var other = await Given.Session(First.Rpc, name);
        var answer = isForAll
            ? await other.Call("admin/notifications/create-for-all", "Of another administrator", "", new { idempotency_key = _key })
            : await other.Call("admin/notifications/create", new[] { instances.Ann }, "Of another administrator", "", new { idempotency_key = _key });
        Assert.Equal(200, answer.Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1234567")]
    [InlineData("1234567 ")]
    [InlineData("12345678\n")]
    [InlineData("schlüssel")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task A_key_of_another_form_is_refused(string key)
    {
        foreach (var isForAll in (bool[])[false, true])
        {
            Assert.Equal((400, "notification_invalid"), Refusal(await Call(First, isForAll, new { idempotency_key = key })));
            Assert.Equal(-32808, (await Call(First, isForAll, new { key })).Status);
        }
    }

    [Fact]
    public async Task Calls_without_a_key_are_different_notifications()
    {
        var first = await Call(First, isForAll: true, options: null);
        Assert.NotEqual(Id(first), Id(await Call(First, isForAll: true, new { })));
    }

    private Task<RpcAnswer> Send(TestApp app, bool isForAll) => Call(app, isForAll, new { idempotency_key = _key });

    private Task<RpcAnswer> Call(TestApp app, bool isForAll, object? options, string body = "body") => isForAll
        ? app.Rpc.With(instances.Root).Call("admin/notifications/create-for-all", _subject, body, options)
        : app.Rpc.With(instances.Root).Call("admin/notifications/create", new[] { instances.Ann, instances.Bob }, _subject, body, options);

    /// <summary>Returns the id of the answer; null if the method returns none.</summary>
    private static string? Id(RpcAnswer answer)
    {
        Assert.True(answer.IsSuccess, answer.ToString());
        return answer.Data.ValueKind == System.Text.Json.JsonValueKind.Object ? answer.Data.GetProperty("id").GetString() : null;
    }

    private static (int, string?) Refusal(RpcAnswer answer) => (answer.Status, answer.Reason);

    /// <summary>Asserts that each recipient has the notification once.</summary>
    private async Task AssertDelivered(bool isForAll)
    {
        await Deliver();
        var tables = First.Get<Tables>();
        var users = await First.Get<BroadcastRows>().Users(null, 100, Stop);
        string[] expected = isForAll ? [.. users.Select(user => user.PartitionKey)] : [Key.Encode(long.Parse(instances.Ann, null)), Key.Encode(long.Parse(instances.Bob, null))];
        var rows = await tables.Accounts.QueryAsync<TableEntity>($"RowKey ge 'note;' and RowKey lt 'note<' and Subject eq '{_subject}'", cancellationToken: Stop).ToListAsync(Stop);
        Assert.Equal(expected.Order(StringComparer.Ordinal), rows.Select(row => row.PartitionKey).Order(StringComparer.Ordinal));
        Assert.Single(rows.Select(row => row.RowKey).Distinct());
    }

    private async Task Deliver()
    {
        var queue = First.Get<StorageClients>().Queue(First.Get<NotificationQueue>().Name);
        while ((await queue.ReceiveMessagesAsync(maxMessages: 32, cancellationToken: Stop)).Value is { Length: > 0 } messages)
        {
            foreach (var message in messages)
            {
                await First.Job<SpreadNotification>().Run(message.Body.ToString(), Stop);
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, Stop);
            }
        }
    }

    /// <summary>Runs two instances on the same storage, with root and two users.</summary>
    public sealed class Instances(AzuriteFixture azurite) : IAsyncLifetime
    {
        public TestApp First { get; } = new(azurite) { ReadsQueues = false };

        public TestApp Second { get; private set; } = null!;

        public string Root { get; private set; } = "";

        public string Ann { get; private set; } = "";

        public string AnnSession { get; private set; } = "";

        public string Bob { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            await First.InitializeAsync();
            Second = new(azurite) { ReadsQueues = false, Prefix = First.Prefix, Clock = First.Clock };
            await Second.InitializeAsync();
            Root = (await Given.Root(First)).Token!;
            var (ann, session) = await Given.SignedInUser(First.Rpc);
            (Ann, AnnSession) = ((await First.FindUser(ann))!.Id.ToString(null, null), session.Token!);
            Bob = (await First.FindUser(await Given.User(First.Rpc)))!.Id.ToString(null, null);
        }

        public async ValueTask DisposeAsync()
        {
            await Second.DisposeAsync();
            await First.DisposeAsync();
        }
    }
}
