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
        ?? (caller.ApiTokenId is not null && Permission.Effective(target.Id, target.Permissions).Contains(Permission.Admin)
            ? new Refusal(Reason.SessionRequired, "An API token cannot change the credentials of an administrator")
            : null);

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
}
