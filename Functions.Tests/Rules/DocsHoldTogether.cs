using System.Text.RegularExpressions;

namespace Serverless.Tests.Rules;

/// <summary>Checks that the README and the page about the architecture are short, that every link within the repository resolves, and that the README links to every page.</summary>
public sealed partial class DocsHoldTogether
{
    private const int LongestReadme = 150;
    private const int LongestArchitecture = 200;

    private static string[] Pages { get; } = [.. Repository.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal))];

    [Fact]
    public void The_readme_is_short() => Assert.InRange(Repository.Read("README.md").Split('\n').Length, 1, LongestReadme + 1);

    [Fact]
    public void The_page_about_the_architecture_is_short() => Assert.InRange(Repository.Read("ARCHITECTURE.md").Split('\n').Length, 1, LongestArchitecture + 1);

    [Fact]
    public void Every_link_within_the_repository_leads_to_a_file_and_a_heading() => Assert.Empty(
        from page in Pages
        from link in Links(page)
        where !Exists(link.Path) || (link.Heading.Length > 0 && !Headings(link.Path).Contains(link.Heading))
        select $"{page}: {link.Path}#{link.Heading}");

    [Fact]
    public void Every_path_in_code_font_exists() => Assert.Empty(
        from page in Pages
        where !page.StartsWith("docs/contract/", StringComparison.Ordinal) // names files of other repositories
        from Match match in InlinePath().Matches(Repository.Read(page))
        let path = match.Groups[1].Value
        where !Exists(path) && !Exists(path + ".cs") && !Exists($"Functions.Tests/{path}.cs")
        select $"{page}: {path}");

    [Fact]
    public void The_readme_links_to_every_page()
    {
        var found = new HashSet<string>(StringComparer.Ordinal) { "README.md" };
        var ahead = new Queue<string>(found);
        while (ahead.TryDequeue(out var page))
        {
            foreach (var next in Links(page).SelectMany(link => Pages.Where(other => other == link.Path || (link.Path.EndsWith('/') && Path.GetDirectoryName(other) == link.Path.TrimEnd('/')))))
            {
                if (found.Add(next))
                {
                    ahead.Enqueue(next);
                }
            }
        }

        Assert.Empty(Pages.Except(found));
    }

    private static bool Exists(string path) => Path.Exists(Repository.PathOf(path));

    private static IEnumerable<(string Path, string Heading)> Links(string page)
    {
        foreach (Match link in Link().Matches(Code().Replace(Repository.Read(page), "")))
        {
            var (target, heading) = link.Groups["target"].Value.Split('#') is [var one, var two] ? (one, two) : (link.Groups["target"].Value, "");
            var full = target.Length == 0 ? Repository.PathOf(page) : Path.GetFullPath(target, Path.GetDirectoryName(Repository.PathOf(page))!);
            yield return (Path.GetRelativePath(Repository.Root, full).Replace('\\', '/') + (target.EndsWith('/') ? "/" : ""), heading);
        }
    }

    /// <summary>Returns the anchors of a page's headings, in the form that the site that shows the pages uses.</summary>
    private static HashSet<string> Headings(string path) =>
    [
        .. Heading().Matches(Repository.Read(path)).Select(match => NoAnchor().Replace(match.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-')),
    ];

    [GeneratedRegex(@"\]\((?![a-z]+:)(?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^```.*?^```|`[^`\n]*`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"`((?:Functions|Functions\.Tests|LocalHost|Console|Benchmarks|docs|infra)/[\w./-]+)`")]
    private static partial Regex InlinePath();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();
}
