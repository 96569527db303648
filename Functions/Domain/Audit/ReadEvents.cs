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

    private const int LargestRead = 1_000;

    private delegate Task<Part> Source(string? from, string? to, int limit, CancellationToken cancellation);

    /// <summary>Returns a part of the log.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="limit">The maximum number of events, at most 1,000.</param>
    /// <param name="after">The place where the part begins, from an earlier part; null for the newest event.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    public async Task<EventPage> Run(EventFilter filter, int limit, string? after, CancellationToken cancellation)
    {
        await copyEvents.Copy(cancellation);
        var sources = Sources(filter);
        var start = after is not null ? AuditRow.After(after) : filter.Before is { } before ? AuditRow.Before(before) : null;
        // The job that deletes old events can be late.
        var oldest = time.GetUtcNow() - options.Value.Retention;
        var end = AuditRow.Before(filter.From > oldest ? filter.From.Value : oldest);
        var (found, examined, size) = (new List<AuditEvent>(), 0, limit);
        while (true)
        {
            var parts = await Task.WhenAll(sources.Select(source => source(start, end, size, cancellation)));
            // Up to here no source has rows that were not read.
            var certain = parts.Select(part => part.Until).OfType<string>().Min(StringComparer.Ordinal);
            var read = parts.SelectMany(part => part.Rows).DistinctBy(row => row.Key).OrderBy(row => row.Key, StringComparer.Ordinal)
                .TakeWhile(row => certain is null || string.CompareOrdinal(row.Key, certain) <= 0).ToList();
            foreach (var row in read)
            {
                if (AuditEvent.From(row) is { } happened && Matches(filter, happened))
                {
                    found.Add(happened);
                }

                if (found.Count == limit)
                {
                    return new EventPage(found, row == read[^1] && certain is null ? null : row.Key);
                }
            }

            examined += read.Count;
            if (certain is null || examined >= MostExamined)
            {
                return new EventPage(found, certain);
            }

            start = AuditRow.After(certain);
            size = Math.Min(2 * size, LargestRead); // a filter that matches little
        }
    }

    /// <summary>Returns whether a text is a place in the log.</summary>
    public static bool IsPlace(string text) => AuditRow.IsKey(text);

    private static bool Matches(EventFilter filter, AuditEvent happened) =>
        (filter.Subject is not { } subject || happened.Subject == subject.Pseudonym)
        && (filter.Actor is not { } actor || happened.Actor == actor.Pseudonym)
        && (filter.Name is null || happened.Name == filter.Name);

    private IReadOnlyList<Source> Sources(EventFilter filter) => filter switch
    {
        { Subject: { } subject } => About(subject),
        { Actor: { } actor } => [.. Copies(AuditRows.OfActor(actor.Pseudonym)), .. About(actor)],
        { Name: { } name } => Copies(AuditRows.OfEvent(name.Name)),
        _ => Copies(AuditRows.OfAll),
    };

    /// <summary>Returns the sources of the events about a user: the user's own partition. That of an erased user does not exist any more.</summary>
    private IReadOnlyList<Source> About(AuditedUser user)
    {
        var shard = AuditRows.ShardOf(user.Pseudonym);
        return user.Id is { } id
            ? [(from, to, limit, cancellation) => Own(id, from, to, limit, cancellation), Copy(shard, AuditRows.OfSubject(user.Pseudonym))]
            : [Copy(shard, AuditRows.OfAll)];
    }

    /// <summary>
    /// Returns the sources of events in all partitions. Each of them reads half of what is asked for: users are spread over the partitions, so one partition
    /// rarely has more than half of the newest events. If it has, the next round reads the others.
    /// </summary>
    private IReadOnlyList<Source> Copies(string prefix) => [.. Enumerable.Range(0, AuditRows.Shards).Select(shard => HalfOf(Copy(shard, prefix)))];

    private static Source HalfOf(Source source) => (from, to, limit, cancellation) => source(from, to, (limit + 1) / 2, cancellation);

    private Source Copy(int shard, string prefix) => async (from, to, limit, cancellation) =>
    {
        var read = await rows.Read(shard, prefix, from, to, limit, cancellation);
        return new Part(read, read.Count < limit ? null : read[^1].Key);
    };

    /// <summary>Returns the events in the partition of a user. The key of a row is that of the newest of its events.</summary>
    private async Task<Part> Own(long userId, string? from, string? to, int limit, CancellationToken cancellation)
    {
        var first = from is null ? null : AuditRow.NewestFirst(new(Math.Min(AuditRow.DateOf(from)!.Value.UtcTicks + MostInOneChange, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero));
        var changes = await outbox.Read(userId, first, to, limit + MostInOneChange, cancellation);
        var events = changes.SelectMany(change => change.Events.Reverse()).Where(row => string.CompareOrdinal(row.Key, from) >= 0 && (to is null || string.CompareOrdinal(row.Key, to) < 0));
        return new Part([.. events], changes.Count < limit + MostInOneChange ? null : changes[^1].Events[0].Key);
    }

    /// <summary>Represents what a source returned.</summary>
    /// <param name="Rows">The rows, newest first.</param>
    /// <param name="Until">The key up to which the rows are all rows of the source; null if there are no others.</param>
    private sealed record Part(IReadOnlyList<AuditRow> Rows, string? Until);
}
