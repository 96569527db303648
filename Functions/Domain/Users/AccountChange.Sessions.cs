using Serverless.Domain.Audit;
using Serverless.Domain.Sessions;
using Serverless.Domain.SignIn;
using Serverless.Security;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Users;

/// <content>Opens and ends sessions.</content>
public sealed partial class AccountChange
{
    /// <summary>Adds a session. Ends expired sessions, and the oldest ones beyond the limit.</summary>
    /// <param name="credential">The credential that opens the session.</param>
    /// <param name="now">The current time.</param>
    /// <param name="lifetime">The lifetime of the session, in whole seconds.</param>
    /// <param name="device">The device that the call comes from; null if there is no call.</param>
    public SessionReference OpenSession(Credential credential, DateTimeOffset now, TimeSpan lifetime, Device? device = null) =>
        OpenSession(credential.RecordId, credential.Hash(), isPrivateToken: false, now, lifetime, device);

    /// <summary>Adds a session for a private token. Ends expired sessions, and the oldest ones beyond the limit. The row in table Names follows.</summary>
    /// <param name="token">The private token that opens the session.</param>
    /// <param name="now">The current time.</param>
    /// <param name="lifetime">The lifetime of the session, in whole seconds.</param>
    /// <param name="device">The device that the call comes from.</param>
    public SessionReference OpenSession(PrivateToken token, DateTimeOffset now, TimeSpan lifetime, Device device) =>
        OpenSession(token.RecordId, token.Hash, isPrivateToken: true, now, lifetime, device);

    private SessionReference OpenSession(long id, byte[] hash, bool isPrivateToken, DateTimeOffset now, TimeSpan lifetime, Device? device)
    {
        // At least one second later than the newest session, because this time is the session's public id.
        var issuedAt = User.Sessions.Select(session => session.IssuedAt + 1).Append(now.ToUnixTimeSeconds()).Max();
        var opened = new SessionReference(id, DateTimeOffset.FromUnixTimeSeconds(issuedAt) + lifetime, issuedAt, isPrivateToken);
        CloseSessions(session => session.Expires <= now);
        foreach (var session in User.Sessions[..Math.Max(0, User.Sessions.Length - MaximumSessions + 1)])
        {
            CloseSession(session.Id);
        }

        RemoveExpiredTokens(now - ExpiredTokenTime);
        User = User with { Sessions = User.Sessions.Add(opened) };
        var row = new SessionRow
        {
            Id = id,
            Hash = hash,
            IssuedAt = issuedAt,
            Expires = opened.Expires,
            Name = device?.SessionName ?? "",
            Permissions = User.Permissions,
            Pseudonym = User.Pseudonym,
            Device = device?.Program,
            Ip = device?.Address?.ToString(),
            Family = device?.Family,
        };
        _others.Add(row, now);
        return opened;
    }

    /// <summary>Records that the user just proved their identity in a session. Returns false if the user has no such session.</summary>
    /// <param name="id">The record id of the session.</param>
    /// <param name="now">The current time.</param>
    public bool MarkFresh(long id, DateTimeOffset now)
    {
        if (!User.Sessions.Any(session => session.Id == id))
        {
            return false;
        }

        _others.SetProved(id, now);
        Record(AuditEventName.Reauthenticated);
        return true;
    }

    /// <summary>Gets the record ids of the private-token sessions that this change ends.</summary>
    internal IReadOnlyCollection<long> EndingPrivateTokens =>
        [.. Before.Sessions.Except(User.Sessions).Where(session => session.IsPrivateToken).Select(session => session.Id)];

    /// <summary>Ends one session. Returns false if the user has no such session.</summary>
    public bool CloseSession(long id) => CloseSessions(session => session.Id == id) > 0;

    /// <summary>Ends the sessions that match a condition.</summary>
    /// <returns>The number of ended sessions.</returns>
    public int CloseSessions(Func<SessionReference, bool> which)
    {
        var closed = User.Sessions.Where(which).ToList();
        foreach (var session in closed)
        {
            _others.DeleteSession(session.Id);
        }

        User = User with { Sessions = [.. User.Sessions.Except(closed)] };
        return closed.Count;
    }

    /// <summary>Writes the owner's data to the session rows: to new rows always, and to all rows if the data changed.</summary>
    private void DescribeOwner()
    {
        var owner = SessionOwner.Of(User);
        _others.SetOwner(User.Sessions.Select(session => session.Id), owner.Format(), isChanged: owner != SessionOwner.Of(Before));
    }
}
