using Serverless.Domain.RateLimits;

namespace Serverless.Tests.Domain.RateLimits;

/// <summary>Tests the rate limit against a second model: a token bucket with a capacity and a steady rate.</summary>
public sealed class RateTests
{
    private const int Sequences = 10_000;
    private const int Seed = 20261124;

    private static readonly long Start = new DateTimeOffset(2026, 11, 24, 6, 0, 0, TimeSpan.Zero).Ticks;

    [Fact]
    public void Admits_as_a_token_bucket_and_reports_its_level()
    {
        var random = new Random(Seed);
        var (admitted, refused) = (0, 0);
        for (var i = 0; i < Sequences; i++)
        {
            var rate = RandomRate(random);
            var bucket = new Bucket(rate);
            var (arrival, now) = (0L, Start);
            foreach (var step in Steps(random, rate))
            {
                now += step;
                var isAdmitted = !rate.Take(ref arrival, now).IsLimited;
                Assert.Equal(bucket.TryTake(now), isAdmitted);
                Assert.Equal(bucket.Whole, rate.Peek(arrival, now).Remaining);
                Assert.Equal(bucket.Whole == 0, rate.Peek(arrival, now).IsLimited);
                _ = isAdmitted ? admitted++ : refused++;
            }
        }

        Assert.True(admitted > Sequences && refused > Sequences, $"{admitted} admitted, {refused} refused: one of both was hardly tried.");
    }

    [Fact]
    public void Admits_at_most_burst_plus_rate_in_any_span()
    {
        var random = new Random(Seed + 1);
        for (var i = 0; i < Sequences; i++)
        {
            var rate = RandomRate(random);
            var (arrival, now) = (0L, Start);
            var times = new List<long>();
            foreach (var step in Steps(random, rate))
            {
                now += step;
                if (!rate.Take(ref arrival, now).IsLimited)
                {
                    times.Add(now);
                }
            }

            for (var first = 0; first < times.Count; first++)
            {
                for (var last = first; last < times.Count; last++)
                {
                    var allowed = rate.Count + ((times[last] - times[first]) / (rate.Period.Ticks / rate.Count));
                    Assert.True(last - first + 1 <= allowed, $"Sequence {i}: {last - first + 1} in {TimeSpan.FromTicks(times[last] - times[first])}, allowed are {allowed}.");
                }
            }
        }
    }

    [Fact]
    public void A_caller_that_waits_as_told_is_admitted_and_not_a_moment_earlier()
    {
        var random = new Random(Seed + 2);
        var refusals = 0;
        for (var i = 0; i < Sequences; i++)
        {
            var rate = RandomRate(random);
            var (arrival, now) = (0L, Start);
            foreach (var step in Steps(random, rate))
            {
                now += step;
                if (rate.Take(ref arrival, now).RetryAfter is not { } wait)
                {
                    continue;
                }

                refusals++;
                Assert.True(rate.Peek(arrival, now + wait.Ticks - 1).IsLimited);
                Assert.False(rate.Peek(arrival, now + wait.Ticks).IsLimited);
            }
        }

        Assert.True(refusals > Sequences);
    }

    [Fact]
    public void A_clock_set_back_five_minutes_neither_frees_nor_blocks_for_ever()
    {
        var random = new Random(Seed + 3);
        for (var i = 0; i < Sequences; i++)
        {
            var rate = RandomRate(random);
            var (arrival, now) = (0L, Start);
            foreach (var step in Steps(random, rate))
            {
                now += step;
                rate.Take(ref arrival, now);
            }

            var before = rate.Peek(arrival, now);
            now -= Rate.Skew.Ticks;
            Assert.True(rate.Peek(arrival, now).Remaining <= before.Remaining);
            Assert.True(!rate.Peek(arrival, now + Rate.Skew.Ticks + rate.Period.Ticks).IsLimited);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(365)]
    public void A_clock_set_back_for_days_admits_one_call_and_then_works_as_usual(int days)
    {
        var rate = new Rate(10, TimeSpan.FromMinutes(5));
        var (arrival, now) = (0L, Start);
        while (!rate.Take(ref arrival, now).IsLimited)
        {
        }

        now -= TimeSpan.FromDays(days).Ticks;
        Assert.False(rate.Take(ref arrival, now).IsLimited);
        Assert.Equal(TimeSpan.FromSeconds(30), rate.Take(ref arrival, now).RetryAfter);
        Assert.Equal(rate.Period, rate.Peek(arrival, now).Reset);
    }

    [Fact]
    public void Ten_in_five_minutes_are_ten_at_once_and_then_one_every_thirty_seconds()
    {
        var rate = new Rate(10, TimeSpan.FromMinutes(5));
        var (arrival, now) = (0L, Start);
        Assert.Equal(Enumerable.Range(0, 10).Reverse(), Enumerable.Range(0, 10).Select(_ => rate.Take(ref arrival, now).Remaining).ToList());
        Assert.Equal(new LimitState(10, 0, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(30)), rate.Take(ref arrival, now));
        Assert.Equal(new LimitState(10, 0, TimeSpan.FromMinutes(5), null), rate.Take(ref arrival, now + TimeSpan.FromSeconds(30).Ticks));
        Assert.True(rate.Take(ref arrival, now + TimeSpan.FromSeconds(59.9).Ticks).IsLimited);
    }

    private static Rate RandomRate(Random random)
    {
        var count = random.Next(1, 12);
        // Whole intervals, so that both models agree exactly.
        return new(count, TimeSpan.FromTicks(count * random.NextInt64(1, TimeSpan.TicksPerMinute)));
    }

    /// <summary>Returns pauses: none, short ones, ones as long as the interval, long ones.</summary>
    private static IEnumerable<long> Steps(Random random, Rate rate)
    {
        var interval = rate.Period.Ticks / rate.Count;
        for (var i = random.Next(1, 40); i > 0; i--)
        {
            yield return random.Next(5) switch
            {
                0 or 1 => 0,
                2 => random.NextInt64(interval),
                3 => interval,
                _ => random.NextInt64(rate.Period.Ticks * 2),
            };
        }
    }

    /// <summary>A token bucket that counts its contents in ticks of filling.</summary>
    private sealed class Bucket(Rate rate)
    {
        private readonly long _each = rate.Period.Ticks / rate.Count;
        private long _content = rate.Period.Ticks;
        private long _time = Start;

        public int Whole => (int)(_content / _each);

        public bool TryTake(long now)
        {
            _content = Math.Min(rate.Period.Ticks, _content + now - _time);
            _time = now;
            if (_content < _each)
            {
                return false;
            }

            _content -= _each;
            return true;
        }
    }
}
