using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Domain.Audit;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Audit;

/// <summary>
/// Stops changes after each of their writes. A change is then stored together with its event or not at all, and another instance copies the event to table
/// Audit.
/// </summary>
public sealed class AuditCrashTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly TestApp _app = new(azurite) { ReadsQueues = false };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The changes, each with the event that it must have. All have fewer writes than cuts.</summary>
    private static readonly (string Event, Func<RpcClient, RpcClient, string, long, Task> Call)[] Changes =
    [
        ("password.changed", (user, _, _, _) => user.Call("profile/set-password", "another long and winding road")),
        ("email.changed", (user, _, name, _) => user.Call("profile/set-email", Given.Email(name))),
        ("api_token.created", (user, _, _, _) => user.Call("api-tokens/create", "x")),
        ("permissions.changed", (_, root, _, id) => root.Call("admin/users/set-permissions", id.ToString(null, null), new { admin = true })),
        ("user.disabled", (_, root, _, id) => root.Call("admin/users/set-enabled", id.ToString(null, null), false)),
        ("user.renamed", (user, _, name, _) => user.Call("profile/set-username", name + "x")),
        ("session.sign_out", (user, _, _, _) => user.Call("session/signout")),
        ("session.sign_in", (_, root, name, _) => root.With(null).Call("session/signin", new { username = name, password = Given.Password })),
        ("user.erased", (_, root, _, id) => root.Call("admin/users/delete", id.ToString(null, null))),
    ];

    public static TheoryData<int> Indexes => [.. Enumerable.Range(0, 9)];

    public async ValueTask InitializeAsync() => await _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [MemberData(nameof(Indexes))]
    public async Task A_change_is_stored_with_its_event_or_not_at_all_and_the_event_is_copied_by_another_instance(int index)
    {
        var (expected, call) = Changes[index];
        await using var other = new TestApp(azurite) { Prefix = _app.Prefix, Clock = _app.Clock, ReadsQueues = false };
        await other.InitializeAsync();
        var root = await Given.Root(_app);
        var hasDied = true;
        for (var writes = 0; hasDied; writes++)
        {
            var (name, user) = await Given.SignedInUser(_app.Rpc);
            var id = (await _app.FindUser(name))!.Id;
            _app.Clock.Advance(AuditMarker.Interval + TimeSpan.FromSeconds(1)); // so that the marker of the instance is one of the writes
            await _app.FinishFollowUps();
            var before = await UserRow(id);
            var known = (await AuditGiven.Stored(_app, id)).Count;
            _app.Faults.DieAfterWrites(writes);
            await call(user, root, name, id);
            await _app.FinishFollowUps();
            hasDied = _app.Faults.HasDied;

            // From here on the other instance works alone.
            var after = await UserRow(id, other);
            var events = (await AuditGiven.Stored(other, id)).Skip(known).ToList();
            Assert.Equal(before != after, events.Count > 0);
            Assert.Equal(before != after, events.Any(one => one.Event == expected));
            await AuditGiven.CopyMissed(other);
            Assert.Superset(events.Select(one => one.Id).ToHashSet(), (await AuditGiven.Copied(other)).ToHashSet());
            _app.Faults.Clear();
            Assert.True(writes < 20);
        }
    }

    [Fact]
    public async Task An_instance_whose_responses_were_lost_copies_exactly_the_events_of_stored_changes()
    {
        var (name, user) = await Given.SignedInUser(_app.Rpc);
        var id = (await _app.FindUser(name))!.Id;
        await _app.Get<CopyEvents>().Run(Stop);
        var known = (await AuditGiven.Copied(_app)).Count;
        _app.Faults.FailAfter(Faults.IsTransaction); // executed, and all answers are lost
        Assert.Equal(503, (await user.Call("api-tokens/create", "stored")).Status);
        _app.Faults.FailBefore(Faults.IsTransaction);
        Assert.Equal(503, (await user.Call("api-tokens/create", "not stored")).Status);
        _app.Faults.Clear();
        await _app.Get<CopyEvents>().Run(Stop);
        Assert.Equal(known + 1, (await AuditGiven.Copied(_app)).Count);
        Assert.Equal("api_token.created", (await AuditGiven.Stored(_app, id))[^1].Event);

        // The change that never arrived is given up when it cannot arrive any more.
        Assert.Equal(1, _app.Get<AuditBuffer>().Kept);
        _app.Clock.Advance(TimeSpan.FromMinutes(3));
        await _app.Get<CopyEvents>().Run(Stop);
        Assert.Equal((known + 1, 0), ((await AuditGiven.Copied(_app)).Count, _app.Get<AuditBuffer>().Kept));
    }

    [Fact]
    public async Task Nobody_searches_for_events_while_no_instance_dies()
    {
        await Given.SignedInUser(_app.Rpc);
        await _app.Get<CopyEvents>().Run(Stop);
        var before = _app.Transactions.Count;
        Assert.Equal(0, await _app.Get<CopyMissedEvents>().Run(Stop));
        Assert.Equal(1, _app.Transactions.Count - before);
    }

    [Fact]
    public async Task An_instance_that_stops_leaves_nothing_to_search_for()
    {
        var stopping = new TestApp(azurite) { Prefix = _app.Prefix, Clock = _app.Clock, ReadsQueues = false };
        await stopping.InitializeAsync();
        var (name, _) = await Given.SignedInUser(stopping.Rpc);
        var id = (await _app.FindUser(name))!.Id;
        var stored = (await AuditGiven.Stored(_app, id)).Select(one => one.Id).ToHashSet();
        Assert.Equal(["user.created", "session.sign_in"], (await AuditGiven.Stored(_app, id)).Select(one => one.Event));
        var notes = await Notes();
        await stopping.DisposeAsync();
        Assert.Superset(stored, (await AuditGiven.Copied(_app)).ToHashSet());
        Assert.Equal(notes - 1, await Notes());

        async Task<int> Notes() => await _app.Get<Tables>().Counters.QueryAsync<TableEntity>(row => row.PartitionKey == "audit", cancellationToken: Stop).CountAsync(Stop);
    }

    [Fact]
    public async Task Events_that_cannot_be_copied_wait_and_an_observer_gets_each_at_least_once()
    {
        var seen = new Observer();
        await using var app = new TestApp(azurite) { Configure = services => services.AddSingleton<IAuditObserver>(seen), ReadsQueues = false };
        await app.InitializeAsync();
        var (name, _) = await Given.SignedInUser(app.Rpc);
        var id = (await app.FindUser(name))!.Id;
        app.Faults.FailBefore(Faults.IsTransaction);
        await Assert.ThrowsAnyAsync<Exception>(() => app.Get<CopyEvents>().Run(Stop));
        app.Faults.Clear();
        Assert.DoesNotContain(seen.Events, one => one.SubjectId == id);
        seen.Fails = true;
        await Assert.ThrowsAnyAsync<Exception>(() => app.Get<CopyEvents>().Run(Stop));
        seen.Fails = false;
        await app.Get<CopyEvents>().Run(Stop);
        Assert.Equal(0, app.Get<AuditBuffer>().Kept);
        Assert.Equal((await AuditGiven.Stored(app, id)).Select(one => one.Id), seen.Events.Where(one => one.SubjectId == id).Select(one => one.Event.Id));
    }

    private async Task<string?> UserRow(long id, TestApp? app = null) =>
        (await (app ?? _app).Get<Tables>().Accounts.Find(Key.Encode(id), "user;" + Key.Encode(id), Stop))?.GetString(TableExtensions.Revision);

    private sealed class Observer : IAuditObserver
    {
        public List<(long SubjectId, AuditEvent Event)> Events { get; } = [];

        public bool Fails { get; set; }

        public Task Copied(long subjectId, AuditEvent happened, CancellationToken cancellation)
        {
            if (Fails)
            {
                throw new InvalidOperationException("The observer failed.");
            }

            Events.Add((subjectId, happened));
            return Task.CompletedTask;
        }
    }
}
