using Serverless.Domain.Audit;
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
    AccountRows rows, UserIndex index, Revocations revocations, PrivateTokens privateTokens, Standing standing, FollowUps followUps, IUserEvents events, UserTurns turns, AuditBuffer buffer, AuditMarker marker, Names names, Ids ids, TimeProvider time)
{
    /// <summary>Returns the code for a time.</summary>
    public (AccountStore Store, CreateUser Creating) At(DateTimeOffset moment)
    {
        var store = new AccountStore(rows, index, revocations, privateTokens, standing, followUps, events, turns, new AuditOutbox(buffer, marker, new FixedClock(moment)));
        return (store, new CreateUser(store, names, ids, followUps, time));
    }
}
