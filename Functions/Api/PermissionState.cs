using Serverless.Security;

namespace Serverless.Api;

/// <summary>A permission, and whether somebody holds it.</summary>
/// <param name="Id">Its name on the wire.</param>
/// <param name="Enabled">Whether it is held.</param>
/// <param name="Name">A short name for people.</param>
/// <param name="Description">What it allows.</param>
public sealed record PermissionState(string Id, bool Enabled, string Name, string Description)
{
    /// <summary>The permissions that can be seen, by name.</summary>
    internal static List<PermissionState> List(IReadOnlySet<string> visible, IReadOnlySet<string> held) =>
    [
        .. Permission.Declared.Values
            .Where(permission => visible.Contains(permission.Name))
            .OrderBy(permission => permission.Name, StringComparer.Ordinal)
            .Select(permission => new PermissionState(permission.Name, held.Contains(permission.Name), permission.Title, permission.Description)),
    ];
}
