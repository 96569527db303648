namespace Serverless.Benchmarks.Load;

/// <summary>A target of a comparison.</summary>
/// <param name="Name">The name in tables and charts.</param>
/// <param name="RequestsOfRun">Returns the requests that the connections send in turn in the next run.</param>
internal sealed record Contestant(string Name, Func<IReadOnlyList<PreparedRequest>> RequestsOfRun)
{
    /// <summary>Creates a contestant with fixed requests for all runs.</summary>
    public Contestant(string name, params IReadOnlyList<PreparedRequest> requests)
        : this(name, () => requests)
    {
    }
}

/// <summary>
/// Runs several contestants in turn (A B C A B C), so that a machine that becomes slower or is shared affects all of them. The reported
/// value is the median of the rounds; for ratios, the median of the ratios of each round.
/// </summary>
internal sealed class Rounds
{
    private readonly Dictionary<string, List<LoadResult>> _results = [];

    /// <summary>Measures all contestants.</summary>
    /// <param name="contestants">The contestants in the order of the tables.</param>
    /// <param name="connections">The number of connections of each load.</param>
    /// <param name="pace">The number and length of the rounds.</param>
    public static async Task<Rounds> Run(IReadOnlyList<Contestant> contestants, int connections, Pace pace)
    {
        var rounds = new Rounds();
        for (var round = 1; round <= pace.Rounds; round++)
        {
            foreach (var contestant in contestants)
            {
                var result = await HttpLoad.Run(contestant.RequestsOfRun(), connections, pace.WarmUp, pace.Length);
                rounds.Add(contestant.Name, result);
                Console.WriteLine($"  {connections,3} connections, round {round}/{pace.Rounds}  {contestant.Name,-44} {result.PerSecond,9:N0}/s  p99 {result.P99,7:N2} ms{(result.Failed > 0 ? $"  {result.Failed} FAILED" : "")}");
            }
        }

        return rounds;
    }

    /// <summary>Adds the result of a round.</summary>
    public void Add(string name, LoadResult result)
    {
        if (!_results.TryGetValue(name, out var list))
        {
            _results[name] = list = [];
        }

        list.Add(result);
    }

    /// <summary>Returns one contestant's values of all rounds.</summary>
    public Spread Of(string name, Func<LoadResult, double> value) => new(_results[name].Select(value));

    /// <summary>Returns the ratio of one contestant's value to another's, for each round.</summary>
    public Spread Ratio(string name, string other, Func<LoadResult, double> value) =>
        Ratio(name, this, other, value);

    /// <summary>Returns the ratio of one contestant's value to another's in other rounds, for each round.</summary>
    public Spread Ratio(string name, Rounds others, string other, Func<LoadResult, double> value) =>
        new(_results[name].Zip(others._results[other], (a, b) => value(a) / value(b)));

    /// <summary>Returns the number of a contestant's responses that were no success.</summary>
    public int Failed(string name) => _results[name].Sum(result => result.Failed);
}

/// <summary>The number and length of the rounds.</summary>
internal sealed record Pace(int Rounds, TimeSpan WarmUp, TimeSpan Length)
{
    /// <summary>Gets the pace for numbers that are published.</summary>
    public static Pace Full { get; } = new(5, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4));

    /// <summary>Gets the pace for a quick check.</summary>
    public static Pace Quick { get; } = new(3, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1.5));
}
