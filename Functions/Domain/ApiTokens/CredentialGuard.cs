using Serverless.Domain.Failures;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;

namespace Serverless.Domain.ApiTokens;

/// <summary>
/// Keeps API tokens from becoming more than they are. Whoever has an API token must not be able to sign in by it: as its owner, as root, or as
/// another administrator, whose session could then do what the token cannot.
/// </summary>
public static class CredentialGuard
{
    /// <summary>Returns why a caller may not set another user's password or user name; null if they may.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="target">The user whose credentials would change.</param>
    public static Refusal? RefuseCredentials(Caller caller, User target) =>
        RefuseSessions(caller, target)
        ?? (caller.ApiTokenId is not null && Permission.Effective(target.Id, target.Permissions).Contains(Permission.Admin)
            ? new Refusal(Reason.SessionRequired, "An API token cannot change the credentials of an administrator")
            : null);

    /// <summary>Returns why a caller may not end a user's sessions; null if they may.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="target">The user whose sessions would end.</param>
    public static Refusal? RefuseSessions(Caller caller, User target) => RefuseSessions(caller, target.Id);

    /// <inheritdoc cref="RefuseSessions(Caller, User)"/>
    public static Refusal? RefuseSessions(Caller caller, long target) =>
        caller.ApiTokenId is null ? null
        : target == caller.UserId ? new Refusal(Reason.SessionRequired, "An API token cannot change the credentials or end the sessions of its owner")
        : target == User.RootId ? new Refusal(Reason.SessionRequired, "An API token cannot change the credentials or end the sessions of root")
        : null;
}
