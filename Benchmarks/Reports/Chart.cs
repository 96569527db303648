using System.Globalization;
using System.Security;
using System.Text;

namespace Serverless.Benchmarks.Reports;

/// <summary>Draws horizontal bars as SVG that is legible on light and dark pages.</summary>
/// <param name="Title">The title above the bars.</param>
/// <param name="Bars">The label and value of each bar.</param>
/// <param name="Format">The format of the values.</param>
/// <param name="Ours">The text that identifies the labels of highlighted bars.</param>
internal sealed record Chart(string Title, IReadOnlyList<(string Label, double Value)> Bars, string Format = "N0", string Ours = "Serverless")
{
    private const int Width = 760;
    private const int Letter = 7;
    private const int Row = 26;
    private const int Head = 40;
    private const string Style = "<style>text { fill: #24292f } @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } }</style>";

    public string ToSvg()
    {
        var most = Bars.Max(bar => bar.Value);
        var labels = Math.Max(300, Bars.Max(bar => bar.Label.Length) * Letter);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Head + (Row * Bars.Count) + 10}" font-family="sans-serif" font-size="13" role="img">
            <title>{SecurityElement.Escape(Title)}</title>
            {Style}
            <text x="10" y="24" font-size="15" font-weight="bold">{SecurityElement.Escape(Title)}</text>

            """);
        foreach (var (index, (label, value)) in Bars.Index())
        {
            var y = Head + (Row * index);
            var length = Math.Max(1, value / most * (Width - labels - 90));
            var colour = label.Contains(Ours, StringComparison.Ordinal) ? "#1f6feb" : "#8b949e";
            svg.Append(CultureInfo.InvariantCulture, $"""
                <text x="{labels - 8}" y="{y + 16}" text-anchor="end">{SecurityElement.Escape(label)}</text>
                <rect x="{labels}" y="{y + 3}" width="{length:0}" height="{Row - 8}" rx="2" fill="{colour}"/>
                <text x="{labels + length + 6:0}" y="{y + 16}">{value.ToString(Format, CultureInfo.InvariantCulture)}</text>

                """);
        }

        return svg.Append("</svg>\n").ToString();
    }
}
