namespace Serverless.Domain.Permissions;

/// <summary>Who is calling: nobody known, or a user by one of his credentials.</summary>
public sealed class Caller
{
    private Caller(long userId, long pseudonym, long? sessionId, long? apiTokenId, IReadOnlySet<string> permissions)
    {
        UserId = userId;
        Pseudonym = pseudonym;
        SessionId = sessionId;
        ApiTokenId = apiTokenId;
        Permissions = permissions;
    }

    /// <summary>Nobody known.</summary>
    public static Caller Guest { get; } = new(0, Users.Pseudonym.Nobody, null, null, new HashSet<string>());

    /// <summary>Somebody with a right credential of a user who is disabled: a guest, but for families that tell him why.</summary>
    public static Caller Banned { get; } = new(0, Users.Pseudonym.Nobody, null, null, new HashSet<string>()) { IsBanned = true };

    /// <summary>Whether this is <see cref="Banned"/>.</summary>
    public bool IsBanned { get; private init; }

    /// <summary>The user's id; 0 for a guest.</summary>
    public long UserId { get; }

    /// <summary>Gets the number that stands for the user in the call log; 0 for a guest.</summary>
    public long Pseudonym { get; }

    /// <summary>The session that the call was made with; null for guests and API tokens.</summary>
    public long? SessionId { get; }

    /// <summary>The same session as its row has it; null where <see cref="SessionId"/> is.</summary>
    public Domain.Sessions.SessionRow? Session { get; private init; }

    /// <summary>The API token that the call was made with; null for guests and sessions.</summary>
    public long? ApiTokenId { get; }

    /// <summary>The permissions of the application that the caller holds.</summary>
    public IReadOnlySet<string> Permissions { get; }

    /// <summary>Whether nobody is signed in.</summary>
    public bool IsGuest => UserId == 0;

    /// <summary>Whether this is root.</summary>
    public bool IsRoot => UserId == Users.User.RootId;

    /// <summary>A user by a session of his.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="sessionId">The session's record id.</param>
    /// <param name="permissions">The names that the caller holds.</param>
    /// <param name="session">The session's row.</param>
    public static Caller WithSession(long userId, long sessionId, IReadOnlySet<string> permissions, Domain.Sessions.SessionRow? session = null) =>
        new(userId, session?.Pseudonym ?? Users.Pseudonym.Nobody, sessionId, null, permissions) { Session = session };

    /// <summary>A user by an API token of his.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="apiTokenId">The token's record id.</param>
    /// <param name="permissions">The names that the caller holds.</param>
    /// <param name="pseudonym">The user in the call log.</param>
    public static Caller WithApiToken(long userId, long apiTokenId, IReadOnlySet<string> permissions, long pseudonym = Users.Pseudonym.Nobody) =>
        new(userId, pseudonym, null, apiTokenId, permissions);

    /// <summary>Whether the caller holds a permission: a declared one, or one of the states <c>*</c>, <c>guest</c>, <c>user</c>, <c>root</c>.</summary>
    public bool Holds(string permission) => Holds(permission, UserId, Permissions);

    /// <summary>The same for a user who is not the caller of this call, at sign-in.</summary>
    public static bool Holds(string permission, long userId, IReadOnlySet<string> permissions) => permission switch
    {
        Permission.Anyone => true,
        Permission.Guest => userId == 0,
        Permission.User => userId != 0,
        Permission.Root => userId == Users.User.RootId,
        _ => permissions.Contains(permission),
    };
}
