namespace Serverless.Tests.Rules;

/// <summary>
/// Compares files of the repository with what the code makes of them, or writes them when UPDATE_GENERATED=1. The tests have the trait
/// <c>Category=Generated</c>, so that one command writes all files.
/// </summary>
internal static class Generated
{
    /// <summary>The category of the tests.</summary>
    public const string Category = nameof(Generated);

    private const string Command = $"UPDATE_GENERATED=1 dotnet test --project Functions.Tests -- --filter-trait Category={Category}";

    /// <summary>Writes a file, or fails when it is not current.</summary>
    /// <param name="path">The path relative to the root.</param>
    /// <param name="made">The whole content that the code makes.</param>
    public static void AssertCurrent(string path, string made)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_GENERATED") == "1")
        {
            File.WriteAllText(Repository.PathOf(path), made);
            return;
        }

        var (written, current) = (Lines(Repository.Read(path)), Lines(made));
        Assert.True(
            written.SequenceEqual(current),
            $"""
            {path} is out of date. If the change is meant, write it with: {Command}
            {string.Join('\n', written.Except(current).Select(line => "- " + line).Concat(current.Except(written).Select(line => "+ " + line)).Take(40))}
            """);
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');
}
