namespace Serverless.Tests.Rules;

/// <summary>Checks that files are short enough to be read at once. Split a file that grows longer.</summary>
public sealed class FilesAreSmall
{
    private const int Longest = 250;
    private const int LargestMedian = 60;

    /// <summary>Files that may be longer. This list may only shrink.</summary>
    private static readonly string[] Exceptions = [];

    [Fact]
    public void No_file_is_longer_than_250_lines() => // exactly the exceptions: a file that became short again must leave the list
        Assert.Equal(Exceptions, Sources("Functions/", "LocalHost/").Where(file => Lines(file) > Longest));

    [Fact]
    public void Half_the_files_of_the_product_have_at_most_60_lines()
    {
        var lines = Sources("Functions/").Select(Lines).Order().ToList();
        Assert.True(lines[lines.Count / 2] <= LargestMedian, $"The median is {lines[lines.Count / 2]} lines.");
    }

    private static IEnumerable<string> Sources(params string[] folders) =>
        Repository.Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && folders.Any(folder => file.StartsWith(folder, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal);

    private static int Lines(string file) => File.ReadLines(Path.Combine(Repository.Root, file)).Count();
}
