namespace Serverless.Benchmarks.Load;

/// <summary>One of those that are compared.</summary>
/// <param name="Name">In tables and charts.</param>
/// <param name="RequestsOfRun">What its connections send in turn in the next run.</param>
internal sealed record Contestant(string Name, Func<IReadOnlyList<PreparedRequest>> RequestsOfRun)
{
    /// <summary>One whose requests are the same in all runs.</summary>
    public Contestant(string name, params IReadOnlyList<PreparedRequest> requests)
        : this(name, () => requests)
    {
    }
}

/// <summary>
/// Runs of several contestants in turn, A B C A B C, so that a machine that becomes slower or is shared with others wrongs none of them. What is
/// quoted is the median of the rounds, and of ratios the median of the ratios round by round.
/// </summary>
internal sealed class Rounds
{
    private readonly Dictionary<string, List<LoadResult>> _results = [];

    /// <summary>Measures all contestants.</summary>
    /// <param name="contestants">In the order of the tables.</param>
    /// <param name="connections">Of each load.</param>
    /// <param name="pace">How many rounds, how long.</param>
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

    /// <summary>The rounds' values of one contestant.</summary>
    public Spread Of(string name, Func<LoadResult, double> value) => new(_results[name].Select(value));

    /// <summary>One contestant's value by another's, round by round.</summary>
    public Spread Ratio(string name, string other, Func<LoadResult, double> value) =>
        Ratio(name, this, other, value);

    /// <summary>One contestant's value by another's of other rounds, round by round.</summary>
    public Spread Ratio(string name, Rounds others, string other, Func<LoadResult, double> value) =>
        new(_results[name].Zip(others._results[other], (a, b) => value(a) / value(b)));

    /// <summary>How many answers of a contestant were no success.</summary>
    public int Failed(string name) => _results[name].Sum(result => result.Failed);
}

/// <summary>How long to measure.</summary>
internal sealed record Pace(int Rounds, TimeSpan WarmUp, TimeSpan Length)
{
    /// <summary>For numbers to quote.</summary>
    public static Pace Full { get; } = new(5, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4));

    /// <summary>For a first look.</summary>
    public static Pace Quick { get; } = new(3, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1.5));
}
