using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Domain.CallLog;

/// <summary>
/// Searches the log, newest start first. The counts name the time buckets of a method and of a range of time, and only these are read. The log has no index by
/// user or status, so these filters are applied to what is read.
/// </summary>
/// <remarks>
/// One search examines <see cref="MostExamined"/> calls, makes <see cref="MostQueries"/> queries or takes <see cref="LongestSearch"/>, whichever comes first. It
/// then ends with the current minute, and returns a continuation. So it makes progress with every request, and does not depend on the length of the log.
/// </remarks>
public sealed class SearchCalls(CallBatchRows rows, CallSeries series, FlushCalls flush, TimeProvider time)
{
    /// <summary>The number of calls after which a search ends.</summary>
    public const int MostExamined = 20_000;

    /// <summary>The number of queries after which a search ends. A method that is called rarely has few calls in each time bucket.</summary>
    public const int MostQueries = 50;

    /// <summary>The time after which a search ends, less than <c>Storage__CallSeconds</c> allows.</summary>
    internal static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(2);

    private const int Minute = 60_000;

    // Calls are read together with the keys of their batches up to this number, because a search reads them in any case.
    private const int MostAtOnce = 5_000;

    /// <summary>Returns the calls that match, from a place in the log on.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="limit">The most calls to return.</param>
    /// <param name="after">The place, from an earlier search; null for the newest call.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<FoundCalls> Run(CallFilter filter, int limit, CallPlace? after, CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        var search = new Search(filter, limit, after, Minutes.Start(series.Oldest), time);
        if (search.IsEmpty)
        {
            return search.Complete();
        }

        await flush.Run(cancellation);
        var history = await series.ReadHistory(Minutes.Of(search.From), Minutes.Of(search.To - 1), cancellation);
        var buckets = history.Started(filter.Method).OrderByDescending(bucket => bucket.Time).ToList();
        var started = new StartedCalls(
            rows, filter.Method, history.Started(null).ToDictionary(bucket => bucket.Time, bucket => bucket.Calls), MostAtOnce, CallSeries.EndOfBatches(time.GetUtcNow()));
        for (var i = 0; i < buckets.Count; i++)
        {
            await started.LoadAhead(buckets, i, MostExamined - search.Examined, cancellation);
            foreach (var minute in await started.Find(buckets[i].Time, buckets[i].Calls, cancellation))
            {
                if (!search.Has(minute.Minute))
                {
                    continue;
                }

                if (search.IsExhausted(started.Queries))
                {
                    return search.StopBefore(minute.Minute);
                }

                if (search.TryFill(await minute.Read(cancellation)) is { } full)
                {
                    return full;
                }
            }
        }

        return search.Complete();
    }

    /// <summary>Returns the result of a search for calls of a user who cannot exist.</summary>
    public FoundCalls Nothing(CallFilter filter) => new Search(filter, 0, null, Minutes.Start(series.Oldest), time).Complete();

    private sealed class Search(CallFilter filter, int limit, CallPlace? after, DateTimeOffset oldest, TimeProvider time)
    {
        private readonly List<CallRecord> _found = [];
        private readonly long _begun = time.GetTimestamp();
        private CallPlace _place = new(long.MaxValue, 0);
        private bool _hasRead;

        public int Examined { get; private set; }

        /// <summary>Gets the first start that is searched, in milliseconds since 1970.</summary>
        public long From { get; } = Math.Max(Milliseconds(filter.From ?? oldest), oldest.ToUnixTimeMilliseconds());

        /// <summary>Gets the first start after those that are searched.</summary>
        public long To { get; } = Math.Min(Milliseconds(filter.Before ?? DateTimeOffset.MaxValue), after is { } place ? place.Started + 1 : long.MaxValue);

        public bool IsEmpty => From >= To;

        public bool Has(long minute) => minute * Minute < To && (minute + 1) * Minute > From;

        public bool IsExhausted(int queries) => _hasRead && (Examined >= MostExamined || queries >= MostQueries || time.GetElapsedTime(_begun) >= LongestSearch);

        /// <summary>Adds the calls of a minute that match. Returns the result if they are enough.</summary>
        public FoundCalls? TryFill(IReadOnlyList<CallRecord> calls)
        {
            _hasRead = true;
            foreach (var call in calls.Where(call => call.Started >= From && call.Started < To))
            {
                _place = new(call.Started, call.Started == _place.Started ? _place.Passed + 1 : 1);
                if (after is { } start && _place.Started == start.Started && _place.Passed <= start.Passed)
                {
                    continue;
                }

                Examined++;
                if (filter.Matches(call))
                {
                    _found.Add(call);
                    if (_found.Count == limit)
                    {
                        return new(_found, _place, _place.PassedFrom);
                    }
                }
            }

            return null;
        }

        /// <summary>Returns the result of a search that goes on at the end of a minute.</summary>
        public FoundCalls StopBefore(long minute)
        {
            var place = new CallPlace(((minute + 1) * Minute) - 1, 0);
            return new(_found, place, place.PassedFrom);
        }

        public FoundCalls Complete() => new(_found, null, DateTimeOffset.FromUnixTimeMilliseconds(From));

        /// <summary>Returns the first whole millisecond from a time on: calls start in whole milliseconds.</summary>
        private static long Milliseconds(DateTimeOffset time) =>
            Math.Min(time.ToUnixTimeMilliseconds() + (time.Ticks % TimeSpan.TicksPerMillisecond == 0 ? 0 : 1), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());
    }
}
