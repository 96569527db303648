using Serverless.Domain.Audit;
using Serverless.Storage.Rows;

namespace Serverless.Tests.Domain.Audit;

/// <summary>Tests the merge of the events of several sources against the sorted events, with sources in memory.</summary>
public sealed class MergedEventsTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Returns_each_event_once_newest_first(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 50; round++)
        {
            var events = Events(random.Next(200));
            var sources = Enumerable.Range(0, random.Next(1, 6)).Select(_ => new Memory([])).ToList();
            foreach (var one in events)
            {
                // An event can be in two sources.
                sources[random.Next(sources.Count)].Rows.Add(one);
                sources[random.Next(sources.Count)].Rows.Add(one);
            }

            var from = random.Next(2) == 0 ? null : AuditRow.After(Events(1)[0].Key);
            var log = new MergedEvents([.. sources.Select(source => source.Open(random.Next(1, 50), from))]);
            var read = await ReadAll(log, random.Next(1, 100));
            Assert.Equal(events.Where(one => string.CompareOrdinal(one.Key, from) > 0).Select(one => one.Key).Order(StringComparer.Ordinal), read.Select(one => one.Key));
            Assert.True(log.IsEnded);
        }
    }

    [Fact]
    public async Task Reads_again_only_from_the_source_that_has_most_of_the_events()
    {
        var events = Events(1_000);
        Memory[] sources = [.. Enumerable.Range(0, 4).Select(_ => new Memory([]))];
        foreach (var (one, number) in events.Select((one, number) => (one, number)))
        {
            sources[number % 8 < 5 ? 0 : (number % 8) - 4].Rows.Add(one);
        }

        var log = new MergedEvents([.. sources.Select(source => source.Open(50, from: null))]);
        for (var i = 0; i < 100; i++)
        {
            Assert.NotNull(await log.Next(100 - i, TestContext.Current.CancellationToken));
        }

        Assert.Equal([2, 1, 1, 1], sources.Select(source => source.Reads));
        Assert.True(sources.Sum(source => source.Read) < 230, $"{sources.Sum(source => source.Read)}");
    }

    [Fact]
    public async Task Reads_from_all_sources_at_the_same_time_when_they_have_as_many_events()
    {
        Memory[] sources = [.. Events(4_000).GroupBy(one => one.Id % 4).Select(group => new Memory([.. group]))];
        var log = new MergedEvents([.. sources.Select(source => source.Open(50, from: null))]);
        for (var i = 0; i < 1_000; i++)
        {
            Assert.NotNull(await log.Next(EventSource.LargestRead, TestContext.Current.CancellationToken));
        }

        Assert.All(sources, source => Assert.Equal(3, source.Reads)); // 50, 100 and 200
    }

    private static async Task<List<AuditRow>> ReadAll(MergedEvents log, int most)
    {
        var read = new List<AuditRow>();
        while (await log.Next(most, TestContext.Current.CancellationToken) is { } row)
        {
            read.Add(row);
        }

        return read;
    }

    /// <summary>Returns events, the newest first. Two each have the same time.</summary>
    private static List<AuditRow> Events(int count) =>
    [
        .. Enumerable.Range(0, count).Select(number => new AuditRow { Id = number, Date = Start.AddSeconds(-number / 2), Event = "user.created", ActorKind = "system" })
            .OrderBy(row => row.Key, StringComparer.Ordinal),
    ];

    /// <summary>Holds the events of a source, and counts the reads.</summary>
    private sealed class Memory(List<AuditRow> rows)
    {
        public List<AuditRow> Rows => rows;

        public int Reads { get; private set; }

        public int Read { get; private set; }

        public EventSource Open(int size, string? from) => new(
            async (start, most, _) =>
            {
                await Task.Yield();
                var part = rows.DistinctBy(row => row.Key).OrderBy(row => row.Key, StringComparer.Ordinal).Where(row => string.CompareOrdinal(row.Key, start) > 0).Take(most).ToList();
                (Reads, Read) = (Reads + 1, Read + part.Count);
                return new(part, part.Count < most ? null : part[^1].Key);
            },
            from,
            size);
    }
}
