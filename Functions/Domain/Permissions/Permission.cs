using System.Collections.Frozen;

namespace Serverless.Domain.Permissions;

/// <summary>A permission of the application: what an administrator gives to users, and users to their API tokens.</summary>
/// <param name="Name">Its name on the wire, snake case.</param>
/// <param name="Title">A short name for people.</param>
/// <param name="Description">What it allows.</param>
/// <param name="Default">Whether a user holds it to whom nothing else was said.</param>
public sealed record Permission(string Name, string Title, string Description, bool Default)
{
    /// <summary>Everybody, signed in or not.</summary>
    public const string Anyone = "*";

    /// <summary>Whoever is not signed in.</summary>
    public const string Guest = "guest";

    /// <summary>Whoever is signed in.</summary>
    public const string User = "user";

    /// <summary>The root user.</summary>
    public const string Root = "root";

    /// <summary>Manages users, settings and the call log.</summary>
    public const string Admin = "admin";

    /// <summary>Every permission of the application, by name. The names above it are states of a caller and cannot be given.</summary>
    public static FrozenDictionary<string, Permission> Declared { get; } = new Permission[]
    {
        new(Admin, "Administrator", "Manages users, settings and the call log.", Default: false),
    }.ToFrozenDictionary(permission => permission.Name, StringComparer.Ordinal);

    /// <summary>Whether a method may ask for this name.</summary>
    public static bool IsKnown(string name) => name is Anyone or Guest or User or Root || Declared.ContainsKey(name);

    /// <summary>A name for readers of documents, as in "Permission: signed-in users".</summary>
    public static string Describe(string name) => name switch
    {
        Anyone => "anyone",
        Guest => "anonymous callers",
        User => "signed-in users",
        _ => $"`{name}`",
    };

    /// <summary>What a user holds: root everything, others what was said of them, else the defaults. Names no longer declared are ignored.</summary>
    /// <param name="userId">Whose permissions these are.</param>
    /// <param name="stored">What was said of the user: name to held or not.</param>
    /// <remarks>Every authenticated call comes here, and most users hold nothing: for them it allocates nothing.</remarks>
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
