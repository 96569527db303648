using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;

namespace Serverless.Tests.Domain.RateLimits;

/// <summary>Tests the limits that each instance counts for itself.</summary>
public sealed class LocalLimitTests
{
    private static readonly IPAddress Address = IPAddress.Parse("203.0.113.9");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 6, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Memory_is_bounded_for_any_number_of_callers()
    {
        var limit = new LocalLimit(new Rate(10, TimeSpan.FromMinutes(5)), _time, capacity: 100);
        for (var i = 1; i <= 10_000; i++)
        {
            limit.Take(new LimitKey(i, 0));
            Assert.True(limit.Remembered <= 200);
        }

        Assert.Equal(8, limit.Take(new LimitKey(10_000, 0)).Remaining); // a recent caller is not forgotten
        Assert.Equal(8, limit.Take(new LimitKey(9_950, 0)).Remaining);
    }

    [Fact]
    public void A_caller_is_remembered_while_forgetting_would_lift_the_limit()
    {
        var limit = new LocalLimit(new Rate(10, TimeSpan.FromMinutes(5)), _time, capacity: 1000);
        var model = new Dictionary<long, long>();
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(random.Next(3)));
            var user = random.NextInt64(1, 20);
            model.TryGetValue(user, out var arrival);
            var expected = new Rate(10, TimeSpan.FromMinutes(5)).Take(ref arrival, _time.GetUtcNow().Ticks);
            model[user] = arrival;
            Assert.Equal(expected, limit.Take(new LimitKey(user, 0)));
        }
    }

    [Fact]
    public void The_general_limit_is_a_hundred_in_five_minutes_per_user_or_anonymous_IP_address()
    {
        var limit = new GeneralLimit(Options.Create(new RateLimitOptions()), _time);
        var user = Caller.WithSession(101, 1, new HashSet<string>());
        var states = Enumerable.Range(0, 101).Select(i => limit.Take(user, IPAddress.Parse($"203.0.113.{i}"))!.Value).ToList();
        Assert.Equal(new LimitState(100, 99, TimeSpan.FromSeconds(3), null), states[0]);
        Assert.Equal(new LimitState(100, 0, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(3)), states[100]);
        Assert.False(limit.Take(Caller.WithSession(102, 1, new HashSet<string>()), Address)!.Value.IsLimited);
        Assert.Equal([99, 98], Enumerable.Range(0, 2).Select(_ => limit.Take(Caller.Guest, Address)!.Value.Remaining));
        Assert.Equal(99, limit.Take(Caller.Guest, IPAddress.Parse("203.0.113.10"))!.Value.Remaining);
        Assert.Null(new GeneralLimit(Options.Create(new RateLimitOptions { Enabled = false }), _time).Take(Caller.Guest, Address));
    }

    [Fact]
    public void Two_sets_of_headers_state_the_limit_and_round_seconds_up()
    {
        var response = new DefaultHttpContext().Response;
        var now = new DateTimeOffset(2026, 11, 24, 6, 0, 0, TimeSpan.Zero);
        LimitHeaders.Write(response, new LimitState(100, 0, TimeSpan.FromSeconds(299.2), TimeSpan.FromSeconds(2.1)), now);
        string[] expected =
        [
            "RateLimit-Limit: 100", "RateLimit-Remaining: 0", "RateLimit-Reset: 300", "Retry-After: 3",
            "X-RateLimit-Limit: 100", "X-RateLimit-Remaining: 0", $"X-RateLimit-Reset: {now.ToUnixTimeSeconds() + 300}",
        ];
        Assert.Equal(expected, response.Headers.Select(header => $"{header.Key}: {header.Value}").Order(StringComparer.Ordinal));

        var open = new DefaultHttpContext().Response;
        LimitHeaders.Write(open, new LimitState(100, 99, TimeSpan.FromSeconds(3), null), now);
        Assert.False(open.Headers.ContainsKey("Retry-After"));
    }
}
