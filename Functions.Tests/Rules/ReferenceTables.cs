using System.Text.Json;
using System.Xml.Linq;
using Serverless.LocalHost;
using Serverless.Startup;

namespace Serverless.Tests.Rules;

/// <summary>Checks that the handwritten tables of docs/reference are complete and list only what exists.</summary>
public sealed class ReferenceTables
{
    private static readonly string[] NpmKinds = ["dependencies", "devDependencies"];

    [Fact]
    public void The_settings_page_lists_every_setting_of_the_sample_with_its_default()
    {
        var sample = BicepSnapshot.Sample().Select(setting => $"| `{setting.Key}` | {(setting.Value.Length > 0 ? $"`{setting.Value}`" : "empty")} |").ToList();
        var page = new DocPage("docs/reference/settings.md").Table("All settings").Select(row => $"| {row[0]} | {row[1]} |").ToList();
        var changes = page.Except(sample).Select(row => "- " + row).Concat(sample.Except(page).Select(row => "+ " + row)).ToList();
        Assert.True(changes.Count == 0, $"docs/reference/settings.md: change the table, and say what each setting means:\n{string.Join('\n', changes)}");
        Assert.Equal(sample.Count, page.Count);
    }

    [Fact]
    public void The_dependencies_page_lists_every_referenced_package()
    {
        var referenced = Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal))
            .SelectMany(project => XDocument.Load(Repository.PathOf(project)).Descendants("PackageReference"))
            .Select(reference => reference.Attribute("Include")!.Value)
            .Concat(Repository.Files.Where(file => Path.GetFileName(file) == "package.json").SelectMany(NpmPackages));
        Assert.Equal(
            referenced.Distinct().Order(StringComparer.Ordinal),
            new DocPage("docs/reference/dependencies.md").Table("Packages").SelectMany(row => row[0].Split(", ")).Select(name => name.Trim('`')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_pinned_version_is_referenced_or_explained()
    {
        var props = XDocument.Load(Repository.PathOf("Directory.Packages.props"));
        var dependencies = new DocPage("docs/reference/dependencies.md").Text;
        Assert.All(
            props.Descendants("PackageVersion").Select(package => package.Attribute("Include")!.Value),
            package => Assert.Contains($"`{package}`", dependencies, StringComparison.Ordinal));
    }

    [Fact]
    public void The_map_of_folders_is_complete_and_names_only_existing_folders()
    {
        var mapped = new DocPage("docs/reference/repository.md").Table("Folders").Select(row => row[0].Trim('`')).ToList();
        Assert.All(mapped, path => Assert.True(Path.Exists(Repository.PathOf(path)), $"The map names {path}, which does not exist."));
        var folders = Directory.GetDirectories(Repository.PathOf("Functions")).Select(folder => $"Functions/{Path.GetFileName(folder)}/");
        Assert.All(folders.Except(["Functions/bin/", "Functions/obj/"]), folder => Assert.True(mapped.Exists(path => path.StartsWith(folder, StringComparison.Ordinal)), $"The map does not name {folder}."));
    }

    [Fact]
    public void The_documented_help_text_is_what_the_command_prints()
    {
        var help = Assert.Throws<LocalHostException>(() => App.CreateBuilder(["--help"])).Message;
        Assert.Contains($"```text\n{help.ReplaceLineEndings("\n")}\n```", new DocPage("docs/reference/commands.md").Text, StringComparison.Ordinal);
    }

    private static List<string> NpmPackages(string file)
    {
        using var npm = JsonDocument.Parse(Repository.Read(file));
        return [.. NpmKinds
            .Where(kind => npm.RootElement.TryGetProperty(kind, out _))
            .SelectMany(kind => npm.RootElement.GetProperty(kind).EnumerateObject().Select(package => package.Name))];
    }
}
