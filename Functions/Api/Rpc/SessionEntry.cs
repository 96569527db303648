using Serverless.Domain.LastUse;
using Serverless.Domain.Permissions;
using Serverless.Storage.Rows;

namespace Serverless.Api.Rpc;

/// <summary>A session, without its token.</summary>
/// <param name="Id">The id of the session. It is unique for its user.</param>
/// <param name="Created">The time of the sign-in.</param>
/// <param name="LastUsed">The hour of last use. Null if it is not known.</param>
/// <param name="Expires">The time when the session expires.</param>
/// <param name="Device">The program that signed in. Null if it is not known.</param>
/// <param name="Ip">The IP address of the sign-in. Null if it is not known.</param>
/// <param name="Family">The family of the sign-in: <c>rpc</c>, <c>session</c> or <c>account</c>. Null if it is not known.</param>
/// <param name="IsCurrent">Whether it is the session of the call.</param>
public sealed record SessionEntry(
    string Id, DateTimeOffset Created, DateTimeOffset? LastUsed, DateTimeOffset Expires, string? Device, string? Ip, string? Family, bool IsCurrent)
{
    /// <summary>Returns the entries of stored sessions, in the same order.</summary>
    internal static SessionEntry[] List(IEnumerable<SessionRow> sessions, Caller caller) => [.. sessions.Select(session => new SessionEntry(
        session.IssuedAt.ToWire(),
        DateTimeOffset.FromUnixTimeSeconds(session.IssuedAt),
        session.Used is { } used ? Hours.Floor(used) : null,
        session.Expires,
        session.Device,
        session.Ip,
        session.Family,
        session.Id == caller.SessionId))];
}
