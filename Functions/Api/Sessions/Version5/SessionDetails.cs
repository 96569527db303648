using Serverless.Api.Rpc;
using Serverless.Domain.LastUse;
using Serverless.Storage.Rows;

namespace Serverless.Api.Sessions.Version5;

/// <summary>A session in the format of clients of version 5.</summary>
/// <param name="Id">The session's id: the second in which it was created.</param>
/// <param name="Exp">The expiry, in seconds since 1970.</param>
/// <param name="Name">The name of the session.</param>
/// <param name="PermissionFlags">Always null, because a session has all permissions of its user.</param>
/// <param name="UsedAt">The hour of last use. Null if it is not known.</param>
/// <param name="CreatedAt">The time when the session was created.</param>
/// <param name="UpdatedAt">The time when the session was created.</param>
public sealed record SessionDetails(
    string Id,
    long Exp,
    string Name,
    int? PermissionFlags,
    DateTimeOffset? UsedAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>Returns the details of a stored session.</summary>
    internal static SessionDetails Of(SessionRow session)
    {
        var began = DateTimeOffset.FromUnixTimeSeconds(session.IssuedAt);
        return new(session.IssuedAt.ToWire(), session.Expires.ToUnixTimeSeconds(), session.Name, null, session.Used is { } used ? Hours.Floor(used) : null, began, began);
    }
}

/// <summary>A session in a list.</summary>
/// <param name="Id">The session's id.</param>
/// <param name="Name">The name of the session.</param>
public sealed record SessionSummary(string Id, string Name);

/// <summary>A part of a user's sessions.</summary>
/// <param name="Count">The number of all sessions of the user.</param>
/// <param name="Items">The requested sessions, newest first.</param>
public sealed record SessionSummaries(int Count, IReadOnlyList<SessionSummary> Items);

/// <summary>The result of ending one session.</summary>
/// <param name="Code">Always <c>DELETE_SESSION_SUCCESS</c>.</param>
/// <param name="Message">The result in words, for people.</param>
public sealed record SessionDeleted(string Code = "DELETE_SESSION_SUCCESS", string Message = "Session Successfully Deleted");

/// <summary>The result of ending several sessions.</summary>
/// <param name="Count">The number of ended sessions.</param>
/// <param name="Code">Always <c>DELETE_SESSIONS_SUCCESS</c>.</param>
/// <param name="Message">The result in words, for people.</param>
public sealed record SessionsDeleted(int Count, string Code = "DELETE_SESSIONS_SUCCESS", string Message = "Sessions Successfully Deleted");
