using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Serverless.Benchmarks.Load;
using Serverless.Measuring.Programs;

namespace Serverless.Benchmarks.Reports;

/// <summary>The results of a benchmark, written to <c>docs/benchmarks/NAME.md</c> with a chart beside it.</summary>
/// <param name="name">The name of the files.</param>
/// <param name="title">The heading of the page.</param>
internal sealed class Report(string name, string title)
{
    private readonly StringBuilder _text = new();
    private readonly List<string> _goals = [];
    private Chart? _chart;
    private string _about = "Server, client and Azurite share the machine, so only ratios mean something. In brackets the least and the most of all rounds.";

    /// <summary>Adds a paragraph.</summary>
    public void Say(string text) => _text.Append(text).Append("\n\n");

    /// <summary>Sets the explanation of the numbers, which replaces the default one for times.</summary>
    public void About(string text) => _about = text;

    /// <summary>Adds a heading within the page.</summary>
    public void Heading(string text) => _text.Append("## ").Append(text).Append("\n\n");

    /// <summary>Adds a table; the first row is its head.</summary>
    public void Table(IEnumerable<IReadOnlyList<string>> rows)
    {
        foreach (var (index, row) in rows.Index())
        {
            _text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
            if (index == 0)
            {
                _text.Append('|').Insert(_text.Length, "---|", row.Count).Append('\n');
            }
        }

        _text.Append('\n');
    }

    /// <summary>Adds a ratio with its goal. The median decides whether the goal is met.</summary>
    public void Goal(string what, Spread measured, double bound, bool atLeast = true)
    {
        var met = atLeast ? measured.Median >= bound : measured.Median <= bound;
        var line = string.Create(CultureInfo.InvariantCulture, $"| {what} | {(atLeast ? "at least" : "at most")} {bound:0.##} | {measured.Text("0.00")} | {(met ? "met" : "**not met**")} |");
        _goals.Add(line);
        Console.WriteLine($"  {line}");
    }

    /// <summary>Sets the chart.</summary>
    public void Draw(Chart chart) => _chart = chart;

    /// <summary>Writes the files.</summary>
    public void Write(Pace pace)
    {
        var folder = Machine.PathOf("docs", "benchmarks");
        Directory.CreateDirectory(folder);
        var page = new StringBuilder($"# {title}\n\n");
        page.Append(CultureInfo.InvariantCulture, $"Made by `dotnet run -c Release --project Benchmarks -- {name}{(pace == Pace.Quick ? " --quick" : "")}` on {DateTime.UtcNow:yyyy-MM-dd}: ");
        page.Append(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors, {RuntimeInformation.OSDescription.Split(' ')[0]}, .NET {Environment.Version}. ");
        page.Append(_about).Append("\n\n");
        if (_goals.Count > 0)
        {
            page.Append("| goal | bound | measured | |\n|---|---|---|---|\n").AppendJoin('\n', _goals).Append("\n\n");
        }

        if (_chart is not null)
        {
            page.Append(CultureInfo.InvariantCulture, $"![{_chart.Title}]({name}.svg)\n\n");
            File.WriteAllText(Path.Combine(folder, name + ".svg"), _chart.ToSvg());
        }

        var file = Path.Combine(folder, name + ".md");
        File.WriteAllText(file, page.Append(_text.ToString().TrimEnd()).Append('\n').ToString());
        Console.WriteLine($"  written: docs/benchmarks/{name}.md");
    }
}
