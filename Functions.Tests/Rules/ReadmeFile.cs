using System.Text.RegularExpressions;

namespace Serverless.Tests.Rules;

/// <summary>README.md in the repository that the tests were built from, and the parts of it that tests compare.</summary>
internal static class ReadmeFile
{
    public static string Text => File.ReadAllText(PathOf("README.md")).ReplaceLineEndings("\n");

    public static string PathOf(string relative) => Path.Combine(Repository.Root, relative);

    /// <summary>What stands below a heading of the second level.</summary>
    public static string Section(string heading)
    {
        var section = Regex.Match(Text, $@"^## {Regex.Escape(heading)}\n(.*?)(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline);
        Assert.True(section.Success, $"README.md has no heading \"## {heading}\".");
        return section.Groups[1].Value;
    }

    /// <summary>The rows of the first table in a section without its head, each as its cells; escaped bars are bars again.</summary>
    public static IReadOnlyList<string[]> Table(string heading) =>
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
    public static void AssertGenerated(string name, string expected)
    {
        var (begin, end) = ($"<!-- {name} -->\n", $"<!-- /{name} -->");
        var text = Text;
        var from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = text.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= begin.Length && to >= from, $"README.md has no {begin.Trim()} … {end}.");
        if (Environment.GetEnvironmentVariable("UPDATE_GENERATED") == "1")
        {
            File.WriteAllText(PathOf("README.md"), text[..from] + expected + text[to..]);
            return;
        }

        Assert.True(
            expected == text[from..to],
            $"README.md, \"{name}\", is out of date. Write it anew with: UPDATE_GENERATED=1 dotnet test\n\nIt should be:\n{expected}");
    }
}
