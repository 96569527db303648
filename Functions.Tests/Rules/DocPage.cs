using System.Text.RegularExpressions;

namespace Serverless.Tests.Rules;

/// <summary>Represents a page of the repository from which the tests were built, and the parts of it that tests compare.</summary>
/// <param name="path">The path relative to the root.</param>
internal sealed class DocPage(string path)
{
    public string Text => Repository.Read(path).ReplaceLineEndings("\n");

    /// <summary>Returns the text below a heading of the second level.</summary>
    public string Section(string heading)
    {
        var section = Regex.Match(Text, $@"^## {Regex.Escape(heading)}\n(.*?)(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline);
        Assert.True(section.Success, $"{path} has no heading \"## {heading}\".");
        return section.Groups[1].Value;
    }

    /// <summary>Returns the rows of the first table in a section without its header, each as its cells. Escaped bars are unescaped.</summary>
    public IReadOnlyList<string[]> Table(string heading) =>
    [
        .. Section(heading).Split('\n')
            .SkipWhile(line => !line.StartsWith('|'))
            .TakeWhile(line => line.StartsWith('|'))
            .Skip(2)
            .Select(row => Regex.Split(row.Trim().Trim('|'), @"(?<!\\)\|").Select(cell => cell.Trim().Replace(@"\|", "|", StringComparison.Ordinal)).ToArray()),
    ];

    /// <summary>
    /// Compares the text between <c>&lt;!-- name --&gt;</c> and <c>&lt;!-- /name --&gt;</c> with the expected text, or writes it there: see
    /// <see cref="Generated"/>.
    /// </summary>
    public void AssertGenerated(string name, string expected)
    {
        var (begin, end) = ($"<!-- {name} -->\n", $"<!-- /{name} -->");
        var text = Text;
        var from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = text.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= begin.Length && to >= from, $"{path} has no {begin.Trim()} … {end}.");
        Generated.AssertCurrent(path, text[..from] + expected + text[to..]);
    }
}
