using Serverless.Domain.CallLog;

namespace Serverless.Operator.Demo;

/// <summary>
/// Generates the calls of a time bucket: many by day and few by night, fewer at weekends, with errors, an hour of trouble, and a burst of failed sign-ins.
/// The same time bucket of the same demo data always has the same calls.
/// </summary>
internal sealed class DemoTraffic(DateTimeOffset begun, IReadOnlyList<DemoCaller> callers)
{
    /// <summary>The calls of a minute in the busiest hour of a weekday.</summary>
    private const double Busiest = 14;

    private const int InsufficientPermissions = -32801;
    private const int TooManyRequests = -32802;

    /// <summary>How long before the demo data the hour of trouble began. Then storage was slow and refused many calls.</summary>
    private static readonly TimeSpan TroubleAge = TimeSpan.FromHours(45);

    /// <summary>How long before the demo data the failed sign-ins of a password attack began.</summary>
    private static readonly TimeSpan GuessingAge = TimeSpan.FromHours(19);

    private static readonly DemoMethod[] Methods =
    [
        new("/v1/profile/read", 30, 6, IsAnonymous: false),
        new("/v1/notifications/read", 22, 11, IsAnonymous: false),
        new("/v1/session/signin", 14, 74, IsAnonymous: true, Failing: 0.11, Failure: 401, FailureText: "Not authenticated"),
        new("/v1/api-tokens/read", 8, 9, IsAnonymous: false),
        new("/v1/admin/users/read", 6, 24, IsAnonymous: false),
        new("/sessions/sign-in", 5, 81, IsAnonymous: true, Failing: 0.08, Failure: 401),
        new("/v1/admin/api-call-log/read-log", 4, 38, IsAnonymous: false, Failing: 0.05, Failure: InsufficientPermissions, FailureText: "Insufficient permissions to call API method"),
        new("/v1/session/signup", 2.5, 96, IsAnonymous: true, Failing: 0.15, Failure: 409, FailureText: "User already exists"),
        new("/v1/session/signout", 3, 15, IsAnonymous: false),
        new("/v1/profile/set-password", 0.7, 88, IsAnonymous: false, Failing: 0.2, Failure: 400),
        new("/v1/session/send-password-reset-email", 0.8, 19, IsAnonymous: true),
        new("/healthcheck", 4, 3, IsAnonymous: true),
    ];

    private static readonly double Weights = Methods.Sum(method => method.Weight);

    /// <summary>Returns the calls that started in a time bucket, up to the time of the demo data.</summary>
    /// <param name="number">The number of the time bucket.</param>
    /// <param name="start">The time when it starts.</param>
    /// <param name="length">The length of a time bucket.</param>
    public CallRecord[] Of(int number, DateTimeOffset start, TimeSpan length)
    {
        var random = new DemoNumbers(purpose: 1, number);
        var calls = new List<CallRecord>();
        var known = callers.Where(caller => caller.Since < start).ToArray();
        var isTrouble = start >= begun - TroubleAge && start < begun - TroubleAge + TimeSpan.FromHours(1);
        for (var left = (int)Math.Round(Rate(start) * length.TotalMinutes * (0.75 + (0.5 * random.NextDouble()))); left > 0; left--)
        {
            calls.Add(Call(random, At(), Pick(random), known, isTrouble));
        }

        if (start >= begun - GuessingAge && start < begun - GuessingAge + TimeSpan.FromMinutes(40))
        {
            for (var left = 180; left > 0; left--)
            {
                calls.Add(left % 3 == 0
                    ? new("/v1/session/signin", 0, At(), random.Next(60, 110), 401, "Not authenticated", IsException: false)
                    : new("/v1/session/signin", 0, At(), random.Next(1, 5), TooManyRequests, "Too many requests", IsException: false));
            }
        }

        return [.. calls.Where(call => call.Finished <= begun.ToUnixTimeMilliseconds())];

        long At() => start.ToUnixTimeMilliseconds() + random.Next((int)length.TotalMilliseconds);
    }

    private static CallRecord Call(DemoNumbers random, long started, DemoMethod method, DemoCaller[] known, bool isTrouble)
    {
        var caller = method.IsAnonymous || known.Length == 0 || random.NextDouble() < 0.02 ? 0 : known[(int)(known.Length * Math.Pow(random.NextDouble(), 1.8))].Pseudonym;
        // Most run times are near the median, and a few are far above it.
        var spread = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var runtime = (int)Math.Clamp(method.Median * Math.Exp(0.45 * spread) * (isTrouble ? 9 : 1), 1, 5_000);
        var transport = !method.IsAnonymous && random.Next(6) == 0 ? CallTransport.WebSocket : CallTransport.Http;
        var (status, text) = random.NextDouble() switch
        {
            var chance when chance < (isTrouble ? 0.35 : 0.001) => (503, (string?)null),
            var chance when chance > 0.9985 => (500, null),
            _ when caller == 0 && !method.IsAnonymous => (InsufficientPermissions, "Insufficient permissions to call API method"),
            _ when random.NextDouble() < method.Failing => (method.Failure, method.FailureText),
            _ => (200, null),
        };
        return new(method.Id, caller, started, runtime, status, text, IsException: status is 500, transport);
    }

    private static DemoMethod Pick(DemoNumbers random)
    {
        var at = random.NextDouble() * Weights;
        return Array.Find(Methods, method => (at -= method.Weight) < 0) ?? Methods[0];
    }

    /// <summary>Returns the calls of a minute at a time: two waves for each day, lower at weekends.</summary>
    private static double Rate(DateTimeOffset time)
    {
        var hour = time.TimeOfDay.TotalHours;
        var day = Wave(hour, centre: 10.5, width: 3) + (0.8 * Wave(hour, centre: 15.5, width: 2.5)) + (0.35 * Wave(hour, centre: 20.5, width: 1.8));
        return Busiest * (0.06 + (0.94 * Math.Min(day, 1))) * (time.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0.45 : 1);
    }

    private static double Wave(double hour, double centre, double width) => Math.Exp(-Math.Pow((hour - centre) / width, 2) / 2);

    /// <param name="Id">The id in the call log.</param>
    /// <param name="Weight">How often the method is called, in relation to the others.</param>
    /// <param name="Median">The median of the run time, in milliseconds.</param>
    /// <param name="IsAnonymous">Whether anonymous callers call it.</param>
    /// <param name="Failing">The share of calls that fail.</param>
    /// <param name="Failure">The status of these calls.</param>
    /// <param name="FailureText">Their text; null for that of HTTP.</param>
    private sealed record DemoMethod(string Id, double Weight, double Median, bool IsAnonymous, double Failing = 0, int Failure = 400, string? FailureText = null);
}
