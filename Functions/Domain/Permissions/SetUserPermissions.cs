using System.Collections.Immutable;
using Serverless.Domain.ApiTokens;
using Serverless.Domain.Failures;
using Serverless.Domain.Users;

namespace Serverless.Domain.Permissions;

/// <summary>Sets a user's permission overrides on behalf of an administrator.</summary>
public sealed class SetUserPermissions(AccountStore accounts, TimeProvider time)
{
    /// <summary>Sets the overrides, unless a rule forbids it.</summary>
    /// <param name="id">The id of the user.</param>
    /// <param name="given">The overrides in the caller's request.</param>
    /// <param name="apply">Returns the new overrides for the stored ones.</param>
    /// <param name="caller">The administrator.</param>
    /// <param name="actor">The administrator's credential.</param>
    /// <param name="cancellation">Cancels the attempt between two transactions.</param>
    /// <returns>Null if the overrides are set, otherwise the reason. The reason is <see cref="Reason.UserNotFound"/> if there is no such user.</returns>
    public async Task<Refusal?> Run(
        long id,
        IReadOnlyDictionary<string, bool> given,
        Func<ImmutableSortedDictionary<string, bool>, ImmutableSortedDictionary<string, bool>> apply,
        Caller caller,
        Actor actor,
        CancellationToken cancellation)
    {
        var refused = id == caller.UserId ? new Refusal(Reason.OwnAccount, "You are unable to change own permissions")
            : id == User.RootId ? new Refusal(Reason.RootAccount, "You are unable to change root user permissions")
            : PermissionGrant.Refuse(caller, given);
        if (refused is not null)
        {
            return refused;
        }

        return await accounts.Change(actor, id, Set, cancellation) is { } outcome ? outcome.Refused : new Refusal(Reason.UserNotFound, "User not found");

        Outcome Set(AccountChange change)
        {
            var permissions = apply(change.User.Permissions);
            if (CredentialGuard.RefusePermissions(caller, change.User, permissions) is { } forbidden)
            {
                return new(forbidden);
            }

            change.SetPermissions(permissions);
            change.Notify(SecurityNotice.PermissionsChanged, time.GetUtcNow());
            return new(Refused: null);
        }
    }

    /// <summary>Represents the outcome for an existing user.</summary>
    private sealed record Outcome(Refusal? Refused);
}
