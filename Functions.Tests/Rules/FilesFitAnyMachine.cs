using System.Text.RegularExpressions;

namespace Serverless.Tests.Rules;

/// <summary>Checks that a checkout works on any machine: no file names the package source or the home directory of its author.</summary>
public sealed partial class FilesFitAnyMachine
{
    /// <summary>Files in which matches are ordinary words.</summary>
    private static readonly string[] Exceptions = ["Functions/Domain/Passwords/CommonPasswords.txt"];

    private static readonly string[] Binary = [".png", ".ico", ".svg"];

    [Fact]
    public void No_file_names_the_host_of_a_package_registry() => AssertNone(RegistryHost());

    [Fact]
    public void No_file_has_an_absolute_path_of_a_developers_machine() => AssertNone(MachinePath());

    [Fact]
    public void The_npm_lock_files_name_no_registry() => Assert.All(
        Repository.Files.Where(file => Path.GetFileName(file) == "package-lock.json"),
        file => Assert.DoesNotContain("\"resolved\": \"http", Repository.Read(file), StringComparison.Ordinal));

    [Theory]
    [InlineData("https://packages.example.com/nuget/index.json", false)]
    [InlineData("https://nuget.example.com/index.json", true)]
    [InlineData("http://registry.example.com:8080", true)]
    [InlineData("https://example.com/registry", false)]
    public void Recognises_a_package_registry_by_its_host(string text, bool isOne) => Assert.Equal(isOne, RegistryHost().IsMatch(text));

    private static void AssertNone(Regex pattern)
    {
        var files = Repository.Files.Except(Exceptions).Where(file => !Binary.Contains(Path.GetExtension(file))).ToList();
        Assert.NotEmpty(files);
        Assert.Empty(
            from file in files
            from line in Repository.Read(file).Split('\n').Index()
            where pattern.IsMatch(line.Item) && !IsOwnExample(file)
            select $"{file}:{line.Index + 1}: {line.Item.Trim()}");
    }

    private static bool IsOwnExample(string file) => file.EndsWith($"/{nameof(FilesFitAnyMachine)}.cs", StringComparison.Ordinal);

    [GeneratedRegex(@"://[^/\s""']*(nuget|npm|registry|artifactory|nexus|proget|verdaccio|pkgs\.)", RegexOptions.IgnoreCase)]
    private static partial Regex RegistryHost();

    // Not after a letter, as in https://example.com/home/x, and not below a variable, as in $HOME/src/x.
    [GeneratedRegex(@"(?<![\w.}~*\-/])(/(work|home|root|Users)/\w|[A-Z]:\\+Users\\)")]
    private static partial Regex MachinePath();
}
