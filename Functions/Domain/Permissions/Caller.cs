using Serverless.Domain.ApiTokens;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Permissions;

/// <summary>Represents the caller: an anonymous caller, or a user with one of their credentials.</summary>
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

    /// <summary>Gets the anonymous caller.</summary>
    public static Caller Guest { get; } = new(0, Users.Pseudonym.Nobody, null, null, new HashSet<string>());

    /// <summary>Gets a caller with a correct credential of a disabled user. It is treated as anonymous, except by families that report the reason.</summary>
    public static Caller Banned { get; } = new(0, Users.Pseudonym.Nobody, null, null, new HashSet<string>()) { IsBanned = true };

    /// <summary>Gets whether the caller has a correct credential of a disabled user.</summary>
    public bool IsBanned { get; private init; }

    /// <summary>Gets the user's id; 0 for an anonymous caller.</summary>
    public long UserId { get; }

    /// <summary>Gets the number that identifies the user in the call log; 0 for an anonymous caller.</summary>
    public long Pseudonym { get; }

    /// <summary>Gets the record id of the caller's session; null for anonymous callers and API tokens.</summary>
    public long? SessionId { get; }

    /// <summary>Gets the row of the caller's session; null if <see cref="SessionId"/> is null.</summary>
    public SessionRow? Session { get; private init; }

    /// <summary>Gets the record id of the caller's API token; null for anonymous callers and sessions.</summary>
    public long? ApiTokenId { get; }

    /// <summary>Gets the secret of the API token that the caller presented; null if <see cref="ApiTokenId"/> is null.</summary>
    public TokenSecret? Secret { get; private init; }

    /// <summary>Gets the application permissions of the caller.</summary>
    public IReadOnlySet<string> Permissions { get; }

    /// <summary>Gets whether the caller is anonymous.</summary>
    public bool IsGuest => UserId == 0;

    /// <summary>Gets whether the caller is root.</summary>
    public bool IsRoot => UserId == Users.User.RootId;

    /// <summary>Returns a caller that uses a session.</summary>
    /// <param name="userId">The id of the user.</param>
    /// <param name="sessionId">The record id of the session.</param>
    /// <param name="permissions">The names of the caller's permissions.</param>
    /// <param name="session">The row of the session.</param>
    public static Caller WithSession(long userId, long sessionId, IReadOnlySet<string> permissions, SessionRow? session = null) =>
        new(userId, session?.Pseudonym ?? Users.Pseudonym.Nobody, sessionId, null, permissions) { Session = session };

    /// <summary>Returns a caller that uses an API token.</summary>
    /// <param name="userId">The id of the user.</param>
    /// <param name="apiTokenId">The record id of the API token.</param>
    /// <param name="permissions">The names of the caller's permissions.</param>
    /// <param name="pseudonym">The number that identifies the user in the call log.</param>
    /// <param name="secret">The secret that the caller presented.</param>
    public static Caller WithApiToken(long userId, long apiTokenId, IReadOnlySet<string> permissions, long pseudonym = Users.Pseudonym.Nobody, TokenSecret? secret = null) =>
        new(userId, pseudonym, null, apiTokenId, permissions) { Secret = secret };

    /// <summary>Returns whether the caller has a permission: a declared one, or one of the states <c>*</c>, <c>guest</c>, <c>user</c>, <c>root</c>.</summary>
    public bool Holds(string permission) => Holds(permission, UserId, Permissions);

    /// <summary>Returns whether a user with the given permissions has a permission. Used at sign-in, when the user is not the caller yet.</summary>
    public static bool Holds(string permission, long userId, IReadOnlySet<string> permissions) => permission switch
    {
        Permission.Anyone => true,
        Permission.Guest => userId == 0,
        Permission.User => userId != 0,
        Permission.Root => userId == Users.User.RootId,
        _ => permissions.Contains(permission),
    };
}
