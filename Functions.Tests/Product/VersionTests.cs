using System.Text.RegularExpressions;
using System.Xml.Linq;
using Serverless.Telemetry;
using Serverless.Tests.Harness;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Product;

/// <summary>Tests that the version has one source and appears in all outputs.</summary>
public sealed partial class VersionTests(AzuriteFixture azurite)
{
    private static readonly string Version = XDocument.Load(Repository.PathOf("Directory.Build.props")).Descendants("Version").Single().Value;

    [Fact]
    public void The_version_is_a_semantic_version_with_the_commit()
    {
        Assert.Matches(@"^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$", Version);
        Assert.Equal(Version, ProductVersion.Number);
        Assert.True(ProductVersion.Commit is null || Commit().IsMatch(ProductVersion.Commit), ProductVersion.Full);
    }

    [Fact]
    public async Task The_version_command_prints_only_the_version()
    {
        var (exitCode, output) = await ProductProcess.RunToEnd("--version");
        Assert.Equal((0, $"Serverless {Version} (commit {ProductVersion.Commit ?? "unknown"})"), (exitCode, output.TrimEnd()));
    }

    [Fact]
    public async Task The_first_log_line_has_the_version()
    {
        var (product, _) = await ProductProcess.Start(TestApp.Storage(azurite, TestApp.NewPrefix()));
        await using (product)
        {
            // The console writes asynchronously, so the line may appear after the ready message.
            await TestTimeout.Until(() => product.Output.Contains($"Serverless {Version} starts (commit {ProductVersion.Commit ?? "unknown"}).", StringComparison.Ordinal), "The line did not come.");
        }
    }

    [Fact]
    public void The_changelog_follows_keep_a_changelog()
    {
        var changelog = Repository.Read("CHANGELOG.md");
        Assert.StartsWith("# Changelog\n", changelog, StringComparison.Ordinal);
        Assert.Contains("Semantic Versioning", changelog, StringComparison.Ordinal);
        var headings = Regex.Matches(changelog, "^## (.*)$", RegexOptions.Multiline).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal("[Unreleased]", headings[0]);
        Assert.All(headings.Skip(1), heading => Assert.Matches(@"^\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}$", heading));
        Assert.All(
            Regex.Matches(changelog, "^### (.*)$", RegexOptions.Multiline).Select(match => match.Groups[1].Value),
            kind => Assert.Contains(kind, (string[])["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]));
    }

    [GeneratedRegex("^[0-9a-f]{40}$")]
    private static partial Regex Commit();
}
