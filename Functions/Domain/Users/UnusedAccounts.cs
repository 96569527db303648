using Microsoft.Extensions.Options;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.Sessions;
using Serverless.Domain.SignIn;
using Serverless.Storage.Outages;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Users;

/// <summary>
/// Erases temporary accounts that are unused for <c>SignUp__TemporaryDays</c>. An empty request is enough to create one, and each has a dozen rows.
/// </summary>
/// <remarks>
/// A session of an account with a generated email address records its use once a day, with a write beside the call. Other sessions do not. An account
/// with API tokens counts as used.
/// </remarks>
public sealed class UnusedAccounts(AccountRows rows, AccountStore accounts, EraseUser eraseUser, IOptions<SignUpOptions> options, TimeProvider time)
{
    private const int Remembered = 4096;

    private static readonly TimeSpan Precision = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly Generations<long, bool> _noted = new(Remembered, Precision.Ticks / 2);

    /// <summary>Records that a session is used, if that is relevant and was not recorded recently. A storage outage does not fail the call.</summary>
    /// <param name="userId">The id of the user that the session belongs to.</param>
    /// <param name="session">The session as read from storage.</param>
    /// <param name="cancellation">Cancels the write.</param>
    public async ValueTask NoteUse(long userId, SessionRow session, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (options.Value.TemporaryDays == 0 || session.Used > now - Precision || !(SessionOwner.Of(session)?.Email is { } email && GeneratedAccount.IsAddress(email)))
        {
            return;
        }

        lock (_lock)
        {
            // A cached row still contains the previous time of use.
            if (_noted.TryGet(session.Id, out _))
            {
                return;
            }

            _noted.Set(session.Id, true, now.UtcTicks);
        }

        try
        {
            await rows.RecordUse(userId, session.Id, now, cancellation);
        }
        catch (Exception away) when (StorageFailure.IsOutage(away, cancellation))
        {
            // A later call records the use.
        }
    }

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
                await rows.RecordUse(user.Id, session.Id, time.GetUtcNow(), cancellation);
            }

            isUsed |= session.Used is null || session.Used >= before;
        }

        return !isUsed;
    }
}
