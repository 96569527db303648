using Serverless.Domain.Permissions;

namespace Serverless.Api.Rpc;

/// <summary>One permission as methods list it: whether somebody holds it, and what it is.</summary>
/// <param name="Id">Its name on the wire.</param>
/// <param name="Enabled">Whether it is held.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Description">What it allows.</param>
public sealed record PermissionEntry(string Id, bool Enabled, string Name, string Description)
{
    /// <summary>The entries for the permissions named, in the order of their names.</summary>
    public static PermissionEntry[] List(IEnumerable<string> names, Func<string, bool> isHeld) =>
        [.. names.Order(StringComparer.Ordinal).Select(name => Permission.Declared[name]).Select(permission =>
            new PermissionEntry(permission.Name, isHeld(permission.Name), permission.Title, permission.Description))];
}
