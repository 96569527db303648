using Serverless.Domain.RateLimits;

namespace Serverless.Tests.Domain.RateLimits;

/// <summary>Tests how often a caller that retries as soon as possible can guess.</summary>
public sealed class BackoffTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);

    private static Backoff Default => new SignInOptions().Backoff;

    [Fact]
    public void After_ten_failures_the_delay_doubles_from_half_a_minute_up_to_an_hour()
    {
        int[] seconds = [30, 60, 120, 240, 480, 960, 1920, 3600, 3600];
        Assert.Equal(seconds.Select(wait => (TimeSpan?)TimeSpan.FromSeconds(wait)), seconds.Select((_, i) => Default.Peek(10 + i, Start, Start).RetryAfter));
        Assert.All(Enumerable.Range(0, 10), failures => Assert.Equal(new LimitState(10, 10 - failures, TimeSpan.Zero, null), Default.Peek(failures, Start, Start)));
        Assert.False(Default.Peek(99, Start, Start + TimeSpan.FromHours(1)).IsLimited);
    }

    [Fact]
    public void Each_attempt_is_allowed_at_its_time_and_not_a_tick_earlier()
    {
        for (var failures = 10; failures < 100; failures++)
        {
            var wait = Default.Peek(failures, Start, Start).RetryAfter!.Value;
            Assert.True(Default.Peek(failures, Start, Start + wait - TimeSpan.FromTicks(1)).IsLimited);
            Assert.Equal(new LimitState(10, 1, TimeSpan.Zero, null), Default.Peek(failures, Start, Start + wait));
        }
    }

    [Fact]
    public void At_most_thirty_nine_guesses_in_a_day_and_a_hundred_in_a_month()
    {
        Assert.Equal(39, Guesses(TimeSpan.FromDays(1)));
        Assert.Equal(100, Guesses(TimeSpan.FromDays(30)));
        Assert.True(Default.Peek(100, Start, Start + TimeSpan.FromDays(29)).IsLimited);
    }

    [Fact]
    public void Failures_are_forgotten_after_thirty_days()
    {
        Assert.True(Default.Peek(100, Start, Start + TimeSpan.FromDays(30) - TimeSpan.FromTicks(1)).IsLimited);
        Assert.Equal(10, Default.Peek(100, Start, Start + TimeSpan.FromDays(30)).Remaining);
    }

    [Fact]
    public void A_clock_set_back_causes_no_delay_of_days()
    {
        Assert.True(Default.Peek(12, Start, Start - TimeSpan.FromMinutes(5)).IsLimited);
        Assert.Equal(TimeSpan.FromMinutes(7), Default.Peek(12, Start, Start - TimeSpan.FromMinutes(5)).RetryAfter);
        Assert.Equal(1, Default.Peek(12, Start, Start - TimeSpan.FromDays(1)).Remaining);
    }

    [Fact]
    public void Settings_of_any_size_keep_the_delay_below_the_maximum()
    {
        var backoff = new Backoff(1, TimeSpan.FromDays(1), TimeSpan.FromDays(1), int.MaxValue, TimeSpan.FromDays(3650));
        Assert.Equal(TimeSpan.FromDays(1), backoff.Peek(1_000_000, Start, Start).RetryAfter);
    }

    /// <summary>Returns the number of guesses in a span that begins with the first guess.</summary>
    private static int Guesses(TimeSpan span)
    {
        var (failures, now, last) = (0, Start, Start);
        while (true)
        {
            now += Default.Peek(failures, last, now).RetryAfter ?? TimeSpan.Zero;
            if (now - Start >= span || Default.Peek(failures, last, now).IsLimited)
            {
                return failures;
            }

            (failures, last) = (failures + 1, now);
        }
    }
}
