using System.Collections.Concurrent;
using Serverless.Domain.Users;

namespace Serverless.Domain.Audit;

/// <summary>
/// Holds the events of this instance that are not in table Audit yet. Adding an event makes no storage call. Every event of a change is stored with
/// that change, so such an event that does not fit here is copied later, by a job. An event that belongs to no change is lost then.
/// </summary>
public sealed class AuditBuffer
{
    /// <summary>The maximum number of events that are kept while storage is unavailable.</summary>
    public const int Capacity = 20_000;

    private readonly ConcurrentQueue<BufferedEvent> _events = new();
    private readonly ConcurrentDictionary<long, DateTimeOffset> _running = new();
    private readonly Lock _drops = new();
    private DateTimeOffset? _droppedSince;
    private int _kept;
    private long _last;

    /// <summary>Gets the number of events that are kept, including those that are being copied.</summary>
    public int Kept => Volatile.Read(ref _kept);

    /// <summary>Gets whether every event of this instance is copied, and no change is being written.</summary>
    internal bool IsComplete => Kept == 0 && !HasDropped && _running.IsEmpty;

    /// <summary>Adds the events of a stored change.</summary>
    /// <param name="events">The events.</param>
    public void Add(params IReadOnlyCollection<BufferedEvent> events)
    {
        foreach (var one in events)
        {
            if (Interlocked.Increment(ref _kept) > Capacity)
            {
                Interlocked.Decrement(ref _kept);
                if (one.Proof != AuditProof.Alone)
                {
                    Drop(one.Event.Date);
                }
            }
            else
            {
                _events.Enqueue(one);
            }
        }
    }

    /// <summary>Adds the event of a failure that changes nothing, so that no transaction stores it.</summary>
    /// <param name="name">The kind of the event.</param>
    /// <param name="user">The user that the event is about; null if there is none.</param>
    /// <param name="date">The time of the event.</param>
    /// <param name="details">Further facts.</param>
    internal void AddFailure(AuditEventName name, User? user, DateTimeOffset date, params ReadOnlySpan<(string Name, string Value)> details)
    {
        var failed = AuditEvent.Of(name, AuditOrigin.Current, user?.Pseudonym ?? Pseudonym.Nobody, date, AuditEvent.DetailsOf(details), isSuccess: false);
        Add(new BufferedEvent(user?.Id ?? 0, failed, failed, AuditProof.Alone));
    }

    /// <summary>Removes and returns events, oldest first. They count as kept until <see cref="Release"/>.</summary>
    /// <param name="maximum">The maximum number of events.</param>
    public IReadOnlyList<BufferedEvent> Take(int maximum)
    {
        var taken = new List<BufferedEvent>();
        while (taken.Count < maximum && _events.TryDequeue(out var one))
        {
            taken.Add(one);
        }

        return taken;
    }

    /// <summary>Puts back events that were taken and are not copied.</summary>
    public void PutBack(IEnumerable<BufferedEvent> events)
    {
        foreach (var one in events)
        {
            _events.Enqueue(one);
        }
    }

    /// <summary>Stops counting events that are copied.</summary>
    public void Release(int events) => Interlocked.Add(ref _kept, -events);

    /// <summary>Notes that events since a time are only stored with their changes.</summary>
    internal void Drop(DateTimeOffset since)
    {
        lock (_drops)
        {
            _droppedSince = _droppedSince < since ? _droppedSince : since;
        }
    }

    /// <summary>Returns the time since which events did not fit, and forgets it; null if all fitted.</summary>
    internal DateTimeOffset? TakeDropped()
    {
        lock (_drops)
        {
            var since = _droppedSince;
            _droppedSince = null;
            return since;
        }
    }

    private bool HasDropped
    {
        get
        {
            lock (_drops)
            {
                return _droppedSince is not null;
            }
        }
    }

    /// <summary>Counts a change as being written until <see cref="End"/>.</summary>
    /// <returns>The number of the change.</returns>
    internal long Begin(DateTimeOffset now)
    {
        var number = Interlocked.Increment(ref _last);
        _running[number] = now;
        return number;
    }

    /// <summary>Ends the counting of a change that is written, and whose events are added.</summary>
    internal void End(long number) => _running.TryRemove(number, out _);

    /// <summary>Returns the time before which every change is written, and its events are added.</summary>
    internal DateTimeOffset WrittenUntil(DateTimeOffset now) => _running.Values.Append(now).Min();
}

/// <summary>Represents an event that is not in table Audit yet.</summary>
/// <param name="SubjectId">The id of the user that the event is about; 0 if there is none.</param>
/// <param name="Event">The event.</param>
/// <param name="Last">The last event of the same change.</param>
/// <param name="Proof">How certain it is that the event happened.</param>
public readonly record struct BufferedEvent(long SubjectId, AuditEvent Event, AuditEvent Last, AuditProof Proof);

/// <summary>Specifies how certain it is that a buffered event happened.</summary>
public enum AuditProof
{
    /// <summary>The event is stored with its change.</summary>
    Stored,

    /// <summary>The response of storage was lost, so it is not known whether the change and its events are stored.</summary>
    Unknown,

    /// <summary>The event belongs to no change, and is stored nowhere else.</summary>
    Alone,
}
