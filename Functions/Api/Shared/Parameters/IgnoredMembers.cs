using System.Buffers;

namespace Serverless.Api.Shared.Parameters;

/// <summary>
/// Lists, for the log, the members of a call that its operation does not have. Unknown names are ignored, as the contracts require.
/// </summary>
internal static class IgnoredMembers
{
    private const int Most = 10;

    private static readonly SearchValues<char> Harmless = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.[]");

    /// <summary>Returns the names; null if there are none. A name with unusual characters can contain anything, so it is not shown.</summary>
    public static string? List(IEnumerable<string> names) =>
        string.Join(", ", names.Take(Most).Select(name => name.AsSpan().ContainsAnyExcept(Harmless) ? "(not a name)" : name)) is { Length: > 0 } list ? list : null;
}
