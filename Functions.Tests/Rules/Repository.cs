using System.IO.Enumeration;

namespace Serverless.Tests.Rules;

/// <summary>Lists the files of the repository that would be committed: without those that .gitignore names.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    private static string[] Ignored { get; } =
        [.. File.ReadLines(Path.Combine(Root, ".gitignore")).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.TrimEnd('/')), ".git"];

    /// <summary>Gets the paths relative to the root, with forward slashes.</summary>
    public static IEnumerable<string> Files =>
        new FileSystemEnumerable<string>(Root, (ref entry) => Path.GetRelativePath(Root, entry.ToFullPath()).Replace('\\', '/'), new() { RecurseSubdirectories = true, AttributesToSkip = 0 })
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory && !IsIgnored(entry.FileName),
            ShouldRecursePredicate = (ref entry) => !IsIgnored(entry.FileName),
        };

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    public static string Read(string path) => File.ReadAllText(PathOf(path));

    private static bool IsIgnored(ReadOnlySpan<char> name)
    {
        foreach (var pattern in Ignored)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false))
            {
                return true;
            }
        }

        return false;
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Serverless.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return directory.FullName;
    }
}
