using System.Collections.Immutable;
using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Domain.ApiTokens;

/// <summary>
/// Prevents privilege escalation by API tokens. The holder of an API token must not gain the ability to sign in: as the owner, as root, or as another
/// administrator. The resulting session could do what the token cannot.
/// </summary>
public static class CredentialGuard
{
    /// <summary>Returns why a caller may not set another user's password or user name; null if they may.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="target">The user whose credentials would change.</param>
    public static Refusal? RefuseCredentials(Caller caller, User target) =>
        RefuseSessions(caller, target)
        ?? (caller.ApiTokenId is not null && IsAdministrator(target.Id, target.Permissions)
            ? new Refusal(Reason.SessionRequired, "An API token cannot change the credentials of an administrator")
            : null);

    /// <summary>Returns why a caller may not set a user's permissions; null if they may. Otherwise an API token could first make an administrator a user.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="target">The user whose permissions would change.</param>
    /// <param name="permissions">The new permission overrides of the user.</param>
    public static Refusal? RefusePermissions(Caller caller, User target, ImmutableSortedDictionary<string, bool> permissions) =>
        caller.ApiTokenId is not null && IsAdministrator(target.Id, target.Permissions) && !IsAdministrator(target.Id, permissions)
            ? new Refusal(Reason.SessionRequired, "An API token cannot take the permission admin from an administrator")
            : null;

    /// <summary>Returns why a caller may not end a user's sessions; null if they may.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="target">The user whose sessions would end.</param>
    public static Refusal? RefuseSessions(Caller caller, User target) => RefuseSessions(caller, target.Id);

    /// <inheritdoc cref="RefuseSessions(Caller, User)"/>
    public static Refusal? RefuseSessions(Caller caller, long target) =>
        caller.ApiTokenId is null ? null
        : target == caller.UserId ? new Refusal(Reason.SessionRequired, "An API token cannot change the credentials or end the sessions of its owner")
        : target == User.RootId ? new Refusal(Reason.SessionRequired, "An API token cannot change the credentials or end the sessions of root")
        : null;

    private static bool IsAdministrator(long userId, ImmutableSortedDictionary<string, bool> overrides) => Permission.Effective(userId, overrides).Contains(Permission.Admin);
}
