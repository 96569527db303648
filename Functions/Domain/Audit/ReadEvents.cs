using Microsoft.Extensions.Options;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Audit;

/// <summary>Reads the audit log, newest event first.</summary>
/// <remarks>
/// The most selective filter decides which rows are read: those of a user, of an actor, of a kind of event, or all. Other filters are applied to what is
/// read. One call examines <see cref="MostExamined"/> events at most, so its time does not depend on the length of the log.
/// </remarks>
public sealed class ReadEvents(CopyEvents copyEvents, AuditRows rows, AuditOutboxRows outbox, IOptions<AuditOptions> options, TimeProvider time)
{
    /// <summary>The maximum number of events that one call examines.</summary>
    public const int MostExamined = 5_000;

    /// <summary>More than the events of one change. They have consecutive times, and other changes of the user have other times.</summary>
    private const int MostInOneChange = 100;

    /// <summary>Returns a part of the log.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="limit">The maximum number of events, at most 1,000.</param>
    /// <param name="after">The place where the part begins, from an earlier part; null for the newest event.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    public async Task<EventPage> Run(EventFilter filter, int limit, string? after, CancellationToken cancellation)
    {
        await copyEvents.Copy(cancellation);
        var start = after is not null ? AuditRow.After(after) : filter.Before is { } before ? AuditRow.Before(before) : null;
        // The job that deletes old events can be late.
        var oldest = time.GetUtcNow() - options.Value.Retention;
        var end = AuditRow.Before(filter.From > oldest ? filter.From.Value : oldest);
        var log = new MergedEvents(Sources(filter, start, end, limit));
        var (found, examined) = (new List<AuditEvent>(), 0);
        while (await log.Next(MostNeeded(limit, found.Count, examined), cancellation) is { } row)
        {
            examined++;
            if (AuditEvent.From(row) is { } happened && Matches(filter, happened))
            {
                found.Add(happened);
            }

            if (found.Count == limit || examined == MostExamined)
            {
                return new EventPage(found, log.IsEnded ? null : row.Key);
            }
        }

        return new EventPage(found, null);
    }

    /// <summary>Returns whether a text is a place in the log.</summary>
    public static bool IsPlace(string text) => AuditRow.IsKey(text);

    /// <summary>
    /// Returns how many events one source has to read at most. That is what is missing, if all events matched so far. If only a part of them did, it is
    /// rather too many than too few, so that one more read is enough.
    /// </summary>
    private static int MostNeeded(int limit, int found, int examined) => (found, examined) switch
    {
        (_, 0) => limit,
        (0, _) => EventSource.LargestRead,
        _ => Math.Min((limit - found) * ((2 * examined) - found) / found, EventSource.LargestRead),
    };

    private static bool Matches(EventFilter filter, AuditEvent happened) =>
        (filter.Subject is not { } subject || happened.Subject == subject.Pseudonym)
        && (filter.Actor is not { } actor || happened.Actor == actor.Pseudonym)
        && (filter.Name is null || happened.Name == filter.Name);

    private EventSource[] Sources(EventFilter filter, string? start, string end, int limit)
    {
        return filter switch
        {
            { Subject: { } subject } => About(subject),
            { Actor: { } actor } => [.. Copies(AuditRows.OfActor(actor.Pseudonym)), .. About(actor)],
            { Name: { } name } => Copies(AuditRows.OfEvent(name.Name)),
            _ => Copies(AuditRows.OfAll),
        };

        // The events about a user: the user's own partition. That of an erased user does not exist any more.
        EventSource[] About(AuditedUser user)
        {
            var shard = AuditRows.ShardOf(user.Pseudonym);
            return user.Id is { } id
                ? [new((from, size, stop) => Own(id, from, end, size, stop), start, limit), Copy(shard, AuditRows.OfSubject(user.Pseudonym), limit)]
                : [Copy(shard, AuditRows.OfAll, limit)];
        }

        // The events in all partitions. Users are spread over the partitions, so one partition rarely has more than half of the newest events.
        EventSource[] Copies(string prefix) => [.. Enumerable.Range(0, AuditRows.Shards).Select(shard => Copy(shard, prefix, (limit + 1) / 2))];

        EventSource Copy(int shard, string prefix, int first) => new(
            async (from, size, stop) =>
            {
                var read = await rows.Read(shard, prefix, from, end, size, stop);
                return new(read, read.Count < size ? null : read[^1].Key);
            },
            start,
            first);
    }

    /// <summary>Returns the events in the partition of a user. The key of a row is that of the newest of its events.</summary>
    private async Task<EventSource.Part> Own(long userId, string? from, string to, int size, CancellationToken cancellation)
    {
        var first = from is null ? null : AuditRow.NewestFirst(new(Math.Min(AuditRow.DateOf(from)!.Value.UtcTicks + MostInOneChange, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero));
        // A range can begin within a change. Then the read begins before the range, and reads more, so that it reaches the range.
        var most = from is null ? size : size + MostInOneChange;
        var changes = await outbox.Read(userId, first, to, most, cancellation);
        var events = changes.SelectMany(change => change.Events.Reverse()).Where(row => string.CompareOrdinal(row.Key, from) >= 0 && string.CompareOrdinal(row.Key, to) < 0);
        return new([.. events], changes.Count < most ? null : changes[^1].Events[0].Key);
    }
}
