using System.Collections.Immutable;
using Serverless.Domain.Failures;
using Serverless.Domain.Users;

namespace Serverless.Domain.Permissions;

/// <summary>Sets a user's permission overrides, in the name of an administrator.</summary>
public sealed class SetUserPermissions(AccountStore accounts, TimeProvider time)
{
    /// <summary>Sets them unless a rule forbids it.</summary>
    /// <param name="id">The user's id.</param>
    /// <param name="given">The overrides that the caller names.</param>
    /// <param name="apply">Makes the new overrides from the stored ones.</param>
    /// <param name="caller">The administrator.</param>
    /// <param name="actor">The administrator's credential.</param>
    /// <param name="cancellation">Ends the attempt between two transactions.</param>
    /// <returns>Null when they are set; otherwise the reason, <see cref="Reason.UserNotFound"/> without such a user.</returns>
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

        return await accounts.Change(actor, id, Set, cancellation) ? null : new Refusal(Reason.UserNotFound, "User not found");

        bool Set(AccountChange change)
        {
            change.SetPermissions(apply(change.User.Permissions));
            change.Notify(SecurityNotice.PermissionsChanged, time.GetUtcNow());
            return true;
        }
    }
}
