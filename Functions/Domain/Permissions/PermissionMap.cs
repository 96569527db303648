using System.Collections.Immutable;

namespace Serverless.Domain.Permissions;

/// <summary>Changes what is said of permissions.</summary>
public static class PermissionMap
{
    /// <summary>The map with the given entries put over it; an explicit false stays an explicit false.</summary>
    public static ImmutableSortedDictionary<string, bool> Merge(this ImmutableSortedDictionary<string, bool> map, IReadOnlyDictionary<string, bool> given) =>
        map.SetItems(given);

    /// <summary>The given entries and nothing else.</summary>
    public static ImmutableSortedDictionary<string, bool> From(IReadOnlyDictionary<string, bool> given) =>
        given.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
