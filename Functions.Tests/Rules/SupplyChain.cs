using System.Text.RegularExpressions;

namespace Serverless.Tests.Rules;

/// <summary>Checks that the external inputs of a build are fixed in this repository and analysed by tools.</summary>
public sealed partial class SupplyChain
{
    private static string[] Workflows { get; } = [.. Repository.Files.Where(file => file.StartsWith(".github/workflows/", StringComparison.Ordinal))];

    [Fact]
    public void Every_action_is_pinned_to_a_commit()
    {
        var uses = Workflows.SelectMany(file => Uses().Matches(Repository.Read(file))).Select(match => match.Groups["action"].Value.Trim()).ToList();
        Assert.NotEmpty(uses);
        Assert.All(uses, action => Assert.Matches(@"^[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", action));
    }

    [Fact]
    public void Every_project_has_a_lock_file_that_the_ci_build_enforces() => Assert.All(
        Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)),
        project =>
        {
            Assert.Contains(Path.GetDirectoryName(project)!.Replace('\\', '/') + "/packages.lock.json", Repository.Files);
            Assert.Contains("dotnet restore Serverless.sln --locked-mode", Repository.Read(".ci/run"), StringComparison.Ordinal);
        });

    [Fact]
    public void Code_and_workflows_are_analyzed_and_known_vulnerabilities_fail_the_build()
    {
        Assert.Contains("language: [actions, csharp, javascript-typescript]", Repository.Read(".github/workflows/codeql.yml"), StringComparison.Ordinal);
        Assert.Contains("npm audit --audit-level=high", Repository.Read(".github/workflows/ci.yml"), StringComparison.Ordinal);
        // NuGet audits each restore by default and warns. Warnings are errors.
        Assert.Contains("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", Repository.Read("Directory.Build.props"), StringComparison.Ordinal);
        Assert.DoesNotContain(Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal) || file.EndsWith(".props", StringComparison.Ordinal)), file => Off().IsMatch(Repository.Read(file)));
    }

    [GeneratedRegex(@"^\s*(?:- )?uses:(?<action>.+)$", RegexOptions.Multiline)]
    private static partial Regex Uses();

    [GeneratedRegex("<NuGetAudit>false|NU190[1-4]", RegexOptions.IgnoreCase)]
    private static partial Regex Off();
}
