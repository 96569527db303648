namespace Serverless.Tests.Rules;

/// <summary>Reads tables that are written by hand and state what the server does, a line for each case. Lines that begin with <c>#</c> are comments.</summary>
internal static class TableFile
{
    /// <summary>Returns the lines of a table, its header among them.</summary>
    /// <param name="file">The path relative to the root.</param>
    public static IReadOnlyList<string> Lines(string file) =>
        [.. Repository.Read(file).Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0 && line[0] != '#')];

    /// <summary>Fails when a table states something else than was found. The message has the lines to change.</summary>
    /// <param name="file">The path relative to the root.</param>
    /// <param name="found">The table as it would be right.</param>
    public static void AssertStates(string file, IReadOnlyCollection<string> found)
    {
        var table = Lines(file);
        var changes = table.Except(found).Select(line => "- " + line).Concat(found.Except(table).Select(line => "+ " + line)).ToList();
        Assert.True(
            table.SequenceEqual(found),
            $"""
            {file} differs from what the server does. If the server is right, change the table:
            {(changes.Count > 0 ? string.Join('\n', changes) : "The lines are right, but their order is not. It should be:\n" + string.Join('\n', found))}
            """);
    }
}
