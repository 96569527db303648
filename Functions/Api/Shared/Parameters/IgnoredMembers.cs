using System.Buffers;

namespace Serverless.Api.Shared.Parameters;

/// <summary>Names of members that a call has and its operation does not know, for the log: a misspelt name is ignored, as the contracts want it.</summary>
internal static class IgnoredMembers
{
    private const int Most = 10;

    private static readonly SearchValues<char> Harmless = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.[]");

    /// <summary>Lists the names; null if there are none. One with other characters than names have may be anything, and is not shown.</summary>
    public static string? List(IEnumerable<string> names) =>
        string.Join(", ", names.Take(Most).Select(name => name.AsSpan().ContainsAnyExcept(Harmless) ? "(not a name)" : name)) is { Length: > 0 } list ? list : null;
}
