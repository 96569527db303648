using System.Text.RegularExpressions;

namespace Serverless.Tests.Rules;

/// <summary>Checks that every citation of the contract by page and section, such as <c>rpc.md 3.7</c>, leads to a section in docs/contract.</summary>
public sealed partial class CitationsResolve
{
    private static readonly string[] Kinds = [".cs", ".mjs", ".md", ".http"];

    private static IEnumerable<string> Citing => Repository.Files.Where(file => Kinds.Contains(Path.GetExtension(file)));

    [Fact]
    public void Every_citation_leads_to_a_section()
    {
        var sections = Repository.Files.Where(file => file.StartsWith("docs/contract/", StringComparison.Ordinal))
            .SelectMany(file => Section().Matches(Repository.Read(file)).Select(match => $"{Path.GetFileName(file)} {match.Groups[1].Value}"))
            .ToHashSet();
        var citations = (from file in Citing from Match match in Citation().Matches(Repository.Read(file)) select (file, Cited: $"{match.Groups[1].Value} {match.Groups[2].Value}")).ToList();
        Assert.True(citations.Count > 30, "There are hardly any citations.");
        Assert.DoesNotContain(citations, citation => !sections.Contains(citation.Cited));
    }

    [Fact]
    public void No_file_cites_a_page_that_is_not_in_the_repository() => Assert.Empty(
        from file in Citing
        from Match match in Page().Matches(Repository.Read(file))
        where !Repository.Files.Any(other => Path.GetFileName(other) == match.Value)
        select $"{file}: {match.Value}");

    [GeneratedRegex(@"^#+ (\d+(?:\.\d+)*)\.? ", RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@"\b((?:rpc|sessions|accounts|account-security)\.md) (\d+(?:\.\d+)*)")]
    private static partial Regex Citation();

    [GeneratedRegex(@"(?<![\w./-])[a-z][a-z-]*\.md\b")]
    private static partial Regex Page();
}
