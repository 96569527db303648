using Microsoft.Extensions.Time.Testing;
using Serverless.Domain.CallLog;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.CallLog;

/// <summary>Six hours of calls: bursts, silence, calls of many minutes, and two instances that write at different times. Another week begins after three hours.</summary>
internal static class SixHours
{
    /// <summary>The time when they begin.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 18, 21, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the calls.</summary>
    /// <param name="first">An instance. It also makes statistics final.</param>
    /// <param name="second">Another instance over the same log.</param>
    /// <param name="clock">The clock of both, at <see cref="Start"/>.</param>
    /// <param name="random">Decides the times.</param>
    /// <param name="call">Returns a call, by its end in milliseconds since 1970, its run time and its number as text.</param>
    /// <returns>All calls.</returns>
    public static async Task<List<CallRecord>> Write(LogInstance first, LogInstance second, FakeTimeProvider clock, Random random, Func<long, int, string, CallRecord> call)
    {
        var stop = TestContext.Current.CancellationToken;
        var all = new List<CallRecord>();
        for (var step = 0; step < 60; step++)
        {
            clock.Advance(TimeSpan.FromMinutes(6));
            for (var i = step % 5 == 0 ? 0 : random.Next(60); i > 0; i--)
            {
                var runtime = random.Next(30) == 0 ? random.Next(3_000_000) : random.Next(300_000);
                all.Add(call(clock.GetUtcNow().ToUnixTimeMilliseconds(), runtime, all.Count.ToString("D5", null)));
                (random.Next(2) == 0 ? first : second).Buffer.Add(all[^1]);
            }

            await (step % 2 == 0 ? first : second).Flush.Run(stop);
            if (step % 10 == 9)
            {
                await first.Series.Finalise(stop);
            }
        }

        await second.Flush.Run(stop);
        return all;
    }
}
