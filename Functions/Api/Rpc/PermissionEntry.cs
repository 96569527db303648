using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc;

/// <summary>A permission in a list of permissions.</summary>
/// <param name="Id">The name on the wire.</param>
/// <param name="Enabled">Whether it is held.</param>
/// <param name="Name">The name for people.</param>
/// <param name="Description">What it allows.</param>
public sealed record PermissionEntry(string Id, bool Enabled, string Name, string Description)
{
    /// <summary>Returns the entries of the permissions named, ordered by name.</summary>
    public static PermissionEntry[] List(IEnumerable<string> names, Func<string, bool> isHeld) =>
        [.. names.Order(StringComparer.Ordinal).Select(name => Permission.Declared[name]).Select(permission =>
            new PermissionEntry(permission.Name, isHeld(permission.Name), permission.Title, permission.Description))];
}
