using Microsoft.Extensions.Logging;
using Serverless.Domain.Audit;
using Serverless.Domain.CallLog;
using Serverless.Domain.Sessions;
using Serverless.Domain.Sessions.Revocation;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Operator.Demo;

/// <summary>Provides the code that changes users for times in the past, so that their events have these times in the audit log. Everything else uses the real clock.</summary>
public sealed class DemoAccounts(
    AccountRows rows, UserIndex index, Revocations revocations, PrivateTokens privateTokens, Standing standing, FollowUps followUps, IUserEvents events, UserTurns turns, AuditBuffer buffer, AuditMarker marker, Names names, Ids ids, CallCountRows counts, ILogger<EventCounts> logger, TimeProvider time)
{
    /// <summary>How far back the demo data has statistics.</summary>
    private static readonly TimeSpan Counted = TimeSpan.FromDays(7);

    /// <summary>Does something at a time. What it adds to the statistics is written with it.</summary>
    public async Task<T> At<T>(DateTimeOffset moment, Func<AccountStore, CreateUser, Task<T>> act, CancellationToken cancellation)
    {
        var clock = new FixedClock(moment);
        using var counted = new EventCounts(counts, clock, logger);
        var store = new AccountStore(rows, index, revocations, privateTokens, standing, followUps, events, turns, new AuditOutbox(buffer, marker, counted, clock));
        var outcome = await act(store, new CreateUser(store, names, ids, followUps, time));
        if (time.GetUtcNow() - moment < Counted)
        {
            await counted.Flush(cancellation);
        }

        return outcome;
    }
}
