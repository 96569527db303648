using System.Collections.Immutable;

namespace Serverless.Domain.Permissions;

/// <summary>Changes permission overrides.</summary>
public static class PermissionMap
{
    /// <summary>Returns the map with the given entries added or replaced. An explicit false remains in the map.</summary>
    public static ImmutableSortedDictionary<string, bool> Merge(this ImmutableSortedDictionary<string, bool> map, IReadOnlyDictionary<string, bool> given) =>
        map.SetItems(given);

    /// <summary>Returns a map with only the given entries.</summary>
    public static ImmutableSortedDictionary<string, bool> From(IReadOnlyDictionary<string, bool> given) =>
        given.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
