namespace Serverless.Measuring.Simulation;

/// <summary>The load at which a limit is reached.</summary>
/// <param name="Limit">The limit.</param>
/// <param name="Calls">The calls a second; 0 if the number of users alone reaches the limit, infinite if no number of calls does.</param>
internal sealed record Stop(string Limit, double Calls);

/// <summary>Finds the loads at which limits are reached.</summary>
internal static class Stops
{
    private const double Least = 0.01;
    private const double Most = 1e9;
    private const double Precision = 1.0005;

    /// <summary>Returns the loads at which each limit is reached with a number of users, in ascending order.</summary>
    public static IReadOnlyList<Stop> Of(Model model, double users) =>
    [
        .. model.Of(new(Least, users)).Limits
            .Select(limit => new Stop(limit.Name, Bisect(calls => Used(model, new(calls, users), limit.Name))))
            .OrderBy(stop => stop.Calls)
            .ThenBy(stop => stop.Limit, StringComparer.Ordinal),
    ];

    /// <summary>Returns the first limit that a load reaches; null if it reaches none.</summary>
    /// <param name="stops">The loads at which limits are reached with the users of the load, in ascending order.</param>
    /// <param name="calls">The calls a second.</param>
    public static Stop? First(IReadOnlyList<Stop> stops, double calls) => stops.FirstOrDefault(stop => stop.Calls <= calls);

    /// <summary>Returns the number of calls at which a share that grows with the calls reaches 1.</summary>
    public static double Calls(Func<double, double> used) => Bisect(used);

    /// <summary>Returns the number of users that reaches a limit, regardless of the calls.</summary>
    public static double Users(Model model, string limit) => Bisect(users => Used(model, new(1, users), limit));

    private static double Used(Model model, Load load, string limit) => model.Of(load).Limits.First(one => one.Name == limit).Used;

    /// <summary>Returns the argument at which an increasing function reaches 1.</summary>
    private static double Bisect(Func<double, double> used)
    {
        var (low, high) = (Least, Most);
        if (used(low) >= 1)
        {
            return 0;
        }

        if (used(high) < 1)
        {
            return double.PositiveInfinity;
        }

        while (high / low > Precision)
        {
            var middle = Math.Sqrt(low * high);
            (low, high) = used(middle) >= 1 ? (low, middle) : (middle, high);
        }

        return high;
    }
}
