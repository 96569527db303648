using System.Collections.Immutable;
using Serverless.Pipeline;

namespace Serverless.Accounts;

/// <summary>Sets what is said of a user's permissions, in the name of an administrator.</summary>
public sealed class SetUserPermissions(AccountStore accounts, TimeProvider time)
{
    /// <summary>Sets them unless a rule forbids it.</summary>
    /// <param name="id">Whose.</param>
    /// <param name="given">What the caller wants to say.</param>
    /// <param name="apply">Makes the new map from the stored one.</param>
    /// <param name="call">The call that says it.</param>
    /// <param name="cancellation">Ends the attempt between two transactions.</param>
    public async Task<Result> Run(
        long id,
        IReadOnlyDictionary<string, bool> given,
        Func<ImmutableSortedDictionary<string, bool>, ImmutableSortedDictionary<string, bool>> apply,
        Call call,
        CancellationToken cancellation)
    {
        var refused = id == call.Caller.UserId ? new Refusal(Reason.OwnAccount, "You are unable to change own permissions")
            : id == User.RootId ? new Refusal(Reason.RootAccount, "You are unable to change root user permissions")
            : PermissionGrant.Refuse(call.Caller, given);
        if (refused is not null)
        {
            return Result.Fail(400, refused);
        }

        return await accounts.Change(call.Actor, id, Set, cancellation) ?? Result.Fail(404, Reason.UserNotFound, "User not found");

        Result Set(AccountChange change)
        {
            change.SetPermissions(apply(change.User.Permissions));
            change.Notify(SecurityNotice.PermissionsChanged, time.GetUtcNow());
            return Result.Ok();
        }
    }
}
