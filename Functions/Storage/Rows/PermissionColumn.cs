using System.Collections.Immutable;

namespace Serverless.Storage.Rows;

/// <summary>Converts permission overrides to and from the text of a column: names separated by commas, with a minus sign before denied permissions.</summary>
internal static class PermissionColumn
{
    /// <summary>Formats permission overrides as text.</summary>
    public static string Format(IReadOnlyDictionary<string, bool> permissions) =>
        string.Join(',', permissions.Select(permission => (permission.Value ? "" : "-") + permission.Key));

    /// <summary>Parses the text that <see cref="Format"/> returns.</summary>
    public static ImmutableSortedDictionary<string, bool> Parse(string? text) => string.IsNullOrEmpty(text)
        ? ImmutableSortedDictionary<string, bool>.Empty
        : text.Split(',').ToImmutableSortedDictionary(name => name.TrimStart('-'), name => name[0] != '-', StringComparer.Ordinal);
}
