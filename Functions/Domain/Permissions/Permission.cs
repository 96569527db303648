using System.Collections.Frozen;

namespace Serverless.Domain.Permissions;

/// <summary>Represents an application permission. Administrators grant permissions to users, and users grant them to their API tokens.</summary>
/// <param name="Name">The name in the API, in snake case.</param>
/// <param name="Title">The display name.</param>
/// <param name="Description">What the permission allows.</param>
/// <param name="Default">Whether users without an override have the permission.</param>
public sealed record Permission(string Name, string Title, string Description, bool Default)
{
    /// <summary>The state of every caller, signed in or anonymous.</summary>
    public const string Anyone = "*";

    /// <summary>The state of an anonymous caller.</summary>
    public const string Guest = "guest";

    /// <summary>The state of a signed-in user.</summary>
    public const string User = "user";

    /// <summary>The state of the root user.</summary>
    public const string Root = "root";

    /// <summary>The permission to manage users, settings and the call log.</summary>
    public const string Admin = "admin";

    /// <summary>Gets every application permission by name. The states of a caller are not included, because they cannot be granted.</summary>
    public static FrozenDictionary<string, Permission> Declared { get; } = new Permission[]
    {
        new(Admin, "Administrator", "Manages users, settings and the call log.", Default: false),
    }.ToFrozenDictionary(permission => permission.Name, StringComparer.Ordinal);

    /// <summary>Returns whether a method can require this name.</summary>
    public static bool IsKnown(string name) => name is Anyone or Guest or User or Root || Declared.ContainsKey(name);

    /// <summary>Returns a name for documentation, as in "Permission: signed-in users".</summary>
    public static string Describe(string name) => name switch
    {
        Anyone => "anyone",
        Guest => "anonymous callers",
        User => "signed-in users",
        _ => $"`{name}`",
    };

    /// <summary>Returns the effective permissions of a user. Root has all. Overrides replace the defaults. Undeclared names are ignored.</summary>
    /// <param name="userId">The id of the user.</param>
    /// <param name="stored">The permission overrides of the user. The value tells whether the permission is granted.</param>
    /// <remarks>Runs at every authenticated call. Does not allocate for a user without permissions, which is the common case.</remarks>
    public static IReadOnlySet<string> Effective(long userId, IReadOnlyDictionary<string, bool> stored)
    {
        HashSet<string>? held = null;
        foreach (var permission in Declared.Values)
        {
            if (userId == Users.User.RootId || stored.GetValueOrDefault(permission.Name, permission.Default))
            {
                (held ??= new(StringComparer.Ordinal)).Add(permission.Name);
            }
        }

        return held ?? (IReadOnlySet<string>)FrozenSet<string>.Empty;
    }
}
