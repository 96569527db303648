using Microsoft.Extensions.Options;
using Serverless.Domain.Permissions;
using Serverless.Domain.SignIn;
using Serverless.Security;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Users;

/// <summary>
/// Erases temporary accounts that are unused for <c>SignUp__TemporaryDays</c>. An empty request is enough to create one, and each has a dozen rows.
/// </summary>
/// <remarks>
/// The rows of sessions have the hour of last use, see <see cref="LastUse.WriteUses"/>. An account with API tokens counts as used.
/// </remarks>
public sealed class UnusedAccounts(AccountRows rows, AccountStore accounts, EraseUser eraseUser, IOptions<SignUpOptions> options, TimeProvider time)
{
    /// <summary>Erases unused accounts. Each run examines a part of the users.</summary>
    /// <returns>The number of erased accounts.</returns>
    public async Task<int> Erase(CancellationToken cancellation)
    {
        if (options.Value.TemporaryDays == 0)
        {
            return 0;
        }

        var before = time.GetUtcNow() - TimeSpan.FromDays(options.Value.TemporaryDays);
        var erased = 0;
        await rows.SweepTemporaryUsers(before, Inspect, cancellation);
        return erased;

        async ValueTask Inspect(UserRow row, CancellationToken stop)
        {
            if (row.ToUser() is { IsErasing: false } user && await IsUnused(user, before, stop)
                && await eraseUser.Run(Actor.Nobody, user.Id, stop, onlyIf: current => current is { IsTemporary: true, Tokens.IsEmpty: true }))
            {
                erased++;
            }
        }
    }

    private async Task<bool> IsUnused(User user, DateTimeOffset before, CancellationToken cancellation)
    {
        if (user.Updated >= before || !user.Tokens.IsEmpty)
        {
            return false;
        }

        var isUsed = false;
        foreach (var session in await accounts.ListSessions(user.Id, cancellation))
        {
            if (session.Used is null)
            {
                // The session predates this column: its unused time starts now.
                await rows.TryRecordUse(CredentialKind.Session, user.Id, session.Id, time.GetUtcNow(), session.Version, cancellation);
            }

            isUsed |= session.Used is null || session.Used >= before;
        }

        return !isUsed;
    }
}
