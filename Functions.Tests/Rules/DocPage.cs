using System.Text.RegularExpressions;

namespace Serverless.Tests.Rules;

/// <summary>A page of the repository that the tests were built from, and the parts of it that tests compare.</summary>
/// <param name="path">Relative to the root.</param>
internal sealed class DocPage(string path)
{
    public string Text => Repository.Read(path).ReplaceLineEndings("\n");

    /// <summary>What stands below a heading of the second level.</summary>
    public string Section(string heading)
    {
        var section = Regex.Match(Text, $@"^## {Regex.Escape(heading)}\n(.*?)(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline);
        Assert.True(section.Success, $"{path} has no heading \"## {heading}\".");
        return section.Groups[1].Value;
    }

    /// <summary>The rows of the first table in a section without its head, each as its cells; escaped bars are bars again.</summary>
    public IReadOnlyList<string[]> Table(string heading) =>
    [
        .. Section(heading).Split('\n')
            .SkipWhile(line => !line.StartsWith('|'))
            .TakeWhile(line => line.StartsWith('|'))
            .Skip(2)
            .Select(row => Regex.Split(row.Trim().Trim('|'), @"(?<!\\)\|").Select(cell => cell.Trim().Replace(@"\|", "|", StringComparison.Ordinal)).ToArray()),
    ];

    /// <summary>
    /// Compares what stands between <c>&lt;!-- name --&gt;</c> and <c>&lt;!-- /name --&gt;</c> with what it is generated from, or writes it there
    /// when UPDATE_GENERATED=1.
    /// </summary>
    public void AssertGenerated(string name, string expected)
    {
        var (begin, end) = ($"<!-- {name} -->\n", $"<!-- /{name} -->");
        var text = Text;
        var from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = text.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= begin.Length && to >= from, $"{path} has no {begin.Trim()} … {end}.");
        if (Environment.GetEnvironmentVariable("UPDATE_GENERATED") == "1")
        {
            File.WriteAllText(Repository.PathOf(path), text[..from] + expected + text[to..]);
            return;
        }

        Assert.True(
            expected == text[from..to],
            $"{path}, \"{name}\", is out of date. Update it with: UPDATE_GENERATED=1 dotnet test\n\nIt should be:\n{expected}");
    }
}
