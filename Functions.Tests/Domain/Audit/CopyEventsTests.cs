using Azure.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Serverless.Domain.Audit;
using Serverless.Domain.CallLog;
using Serverless.Storage.Rows;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Audit;

/// <summary>Tests the copy of events while an observer or a part of storage fails, and while there are more events than fit into memory.</summary>
public sealed class CopyEventsTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly Observer _observer = new();
    private TestApp _app = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = new TestApp(azurite) { Configure = services => services.AddSingleton<IAuditObserver>(_observer) };
        await _app.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task An_observer_that_fails_stops_neither_copies_nor_readers_and_gets_the_events_later()
    {
        var root = await Given.Root(_app);
        await _app.CopyEvents();
        _observer.Fails = true;
        var (name, _) = await Given.SignedInUser(_app.Rpc);
        var user = (await _app.FindUser(name))!;
        await Assert.ThrowsAsync<InvalidOperationException>(_app.CopyEvents);
        var copied = await AuditGiven.Copied(_app);
        Assert.All(await AuditGiven.Stored(_app, user.Id), row => Assert.Contains(row.Id, copied));
        Assert.Equal(200, (await root.Call("admin/audit/read")).Status);
        Assert.False(_app.Get<AuditBuffer>().IsComplete); // so the marker of this instance stays

        _observer.Fails = false;
        var seen = _observer.Seen.Count;
        await _app.CopyEvents();
        Assert.Equal((await AuditGiven.Stored(_app, user.Id)).Select(row => row.Id).Order(), _observer.Seen.Skip(seen).Where(one => one.SubjectId == user.Id).Select(one => one.Event.Id).Order());
        Assert.True(_app.Get<AuditBuffer>().IsComplete);
    }

    /// <summary>With the longest interval of the call log. Otherwise the job would search the table of users for the events of an instance that lives.</summary>
    [Fact]
    public async Task The_note_of_an_idle_instance_is_deleted_before_it_counts_as_that_of_a_dead_one()
    {
        var (clock, rows) = (new FakeTimeProvider(new(2040, 1, 1, 0, 0, 0, TimeSpan.Zero)), _app.Get<AuditMarkerRows>());
        var buffer = new AuditBuffer();
        using var marker = new AuditMarker(rows, buffer, clock);
        using var copy = new CopyEvents(
            buffer, marker, _app.Get<AuditRows>(), _app.Get<AuditOutboxRows>(), [], Options.Create(new CallLogOptions { FlushSeconds = 3_600 }), clock, NullLogger<CopyEvents>.Instance);
        await copy.StartAsync(Stop);
        await marker.Ensure(Stop);
        var note = await rows.All(Stop).SingleAsync(row => row.Written == clock.GetUtcNow(), Stop);
        for (var copies = 0; copies < 2; copies++)
        {
            clock.Advance(AuditMarker.Interval - TimeSpan.FromMinutes(1));
        }

        await TestTimeout.Until(async () => !await rows.All(Stop).AnyAsync(row => row.Instance == note.Instance, Stop), "The note is still there.");
        Assert.True(clock.GetUtcNow() - note.Written < CopyMissedEvents.Stale);
        await copy.StopAsync(Stop);
    }

    [Fact]
    public async Task Events_that_do_not_fit_are_left_to_the_job()
    {
        await _app.CopyEvents();
        var (name, _) = await Given.SignedInUser(_app.Rpc);
        var user = (await _app.FindUser(name))!;
        var buffer = _app.Get<AuditBuffer>();
        var stored = await AuditGiven.Stored(_app, user.Id);
        buffer.Release(buffer.Take(int.MaxValue).Count); // as if they had not fitted
        buffer.Drop(stored.Min(row => row.Date));
        Assert.False(buffer.IsComplete);
        await _app.CopyEvents();
        Assert.True(buffer.IsComplete);
        Assert.Empty((await AuditGiven.Copied(_app)).Intersect(stored.Select(row => row.Id)));

        await _app.Get<CopyMissedEvents>().Run(Stop);
        Assert.Equal(stored.Count, (await AuditGiven.Copied(_app)).Intersect(stored.Select(row => row.Id)).Count());
    }

    [Fact]
    public async Task A_failed_attempt_of_the_second_batch_keeps_uncertain_events_of_the_first()
    {
        await _app.CopyEvents();
        var before = (await AuditGiven.Copied(_app)).Count;
        var buffer = _app.Get<AuditBuffer>();
        var now = _app.Clock.GetUtcNow();
        var uncertain = Event(now);
        buffer.Add(new BufferedEvent(0, uncertain, uncertain, AuditProof.Unknown));
        buffer.Add([.. Enumerable.Range(0, 1_200).Select(_ => Event(now)).Select(one => new BufferedEvent(0, one, one, AuditProof.Alone))]);
        var copies = 0;
        _app.Faults.FailBefore(request => Faults.IsTransaction(request) && ++copies > 40);
        await Assert.ThrowsAnyAsync<Exception>(_app.CopyEvents);
        _app.Faults.Clear();
        await _app.CopyEvents();
        Assert.Equal(1, buffer.Kept); // the uncertain one
        _app.Clock.Advance(TimeSpan.FromMinutes(3));
        await _app.CopyEvents();
        Assert.True(buffer.IsComplete);
        Assert.Equal(before + 1_200, (await AuditGiven.Copied(_app)).Count);
    }

    [Fact]
    public async Task A_note_whose_deletion_failed_is_deleted_later()
    {
        await Given.SignedInUser(_app.Rpc);
        await _app.CopyEvents();
        _app.Clock.Advance(AuditMarker.Interval + TimeSpan.FromMinutes(1));
        var marker = _app.Get<AuditMarker>();
        _app.Faults.FailBefore(request => request.Method == RequestMethod.Delete);
        await Assert.ThrowsAnyAsync<Exception>(() => marker.Withdraw(isLast: false, Stop));
        _app.Faults.Clear();
        Assert.NotEmpty(await _app.Get<AuditMarkerRows>().All(Stop).ToListAsync(Stop));
        await marker.Withdraw(isLast: false, Stop);
        Assert.Empty(await _app.Get<AuditMarkerRows>().All(Stop).ToListAsync(Stop));
    }

    private static AuditEvent Event(DateTimeOffset date) => AuditEvent.Of(AuditEventName.SignInFailed, AuditOrigin.System, subject: 0, date, AuditEvent.NoDetails);

    private sealed class Observer : IAuditObserver
    {
        public bool Fails { get; set; }

        public List<(long SubjectId, AuditEvent Event)> Seen { get; } = [];

        public Task Copied(long subjectId, AuditEvent happened, CancellationToken cancellation)
        {
            if (Fails)
            {
                throw new InvalidOperationException("The observer fails.");
            }

            Seen.Add((subjectId, happened));
            return Task.CompletedTask;
        }
    }
}
