using System.Diagnostics;
using System.Globalization;

namespace Serverless.LocalHost;

/// <summary>Prints the start of the host for people: the functions with their triggers, then that it is ready.</summary>
internal sealed class StartupReport(TextWriter? output, bool verbose)
{
    private readonly Stopwatch _phase = Stopwatch.StartNew();
    private readonly List<string> _phases = [];

    /// <summary>Gets or sets the path of the page that people open first; null for none.</summary>
    public string? StartPage { get; set; }

    /// <summary>Ends a phase of the start; with <c>--verbose</c> its time is printed.</summary>
    public void Ended(string phase)
    {
        if (verbose)
        {
            _phases.Add($"{phase} {_phase.ElapsedMilliseconds.ToString(CultureInfo.InvariantCulture)} ms");
            _phase.Restart();
        }
    }

    /// <summary>Prints one line about the location of the data.</summary>
    public void Note(string line) => output?.WriteLine(line);

    public void Functions(Uri address, IReadOnlyList<HttpRoute> routes, IReadOnlyList<TimerPlan> timers, IReadOnlyList<QueuePlan> queues)
    {
        if (output is null)
        {
            return;
        }

        (string Name, string What)[] lines =
        [
            .. routes.Select(r => (r.Function.Name, $"[{(r.Verbs.Count == 0 ? "any" : string.Join(',', r.Verbs))}] {address}{r.Path}"))
                .OrderBy(l => l.Item2[(l.Item2.IndexOf(' ', StringComparison.Ordinal) + 1)..], StringComparer.Ordinal),
            .. timers.Select(t => (t.Function.Name, $"timer {t.Schedule}")),
            .. queues.Select(q => (q.Function.Name, $"queue {q.Queue}")),
        ];
        var width = lines.Select(l => l.Name.Length).DefaultIfEmpty().Max();
        foreach (var (name, what) in lines)
        {
            output.WriteLine($"  {name.PadRight(width)}  {what}");
        }
    }

    public void Ready(Uri address)
    {
        foreach (var phase in _phases)
        {
            output?.WriteLine($"  {phase}");
        }

        _phases.Clear();
        if (StartPage is not null)
        {
            output?.WriteLine($"open {address}{StartPage} in a browser");
        }

        output?.WriteLine($"ready: {address} (Ctrl-C stops)");
        output?.Flush();
        _phase.Restart();
    }

    /// <summary>Prints the time of the first call, which compiles the code that later calls only run.</summary>
    public void FirstCallAnswered(TimeSpan took) =>
        output?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  first call answered in {took.TotalMilliseconds:0} ms"));
}
