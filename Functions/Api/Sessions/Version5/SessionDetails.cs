using Serverless.Api.Rpc;
using Serverless.Domain.Sessions;

namespace Serverless.Api.Sessions.Version5;

/// <summary>A session as clients of version 5 see it.</summary>
/// <param name="Id">Its id, the second in which it began.</param>
/// <param name="Exp">When it ends by itself, in seconds since 1970.</param>
/// <param name="Name">What it is called.</param>
/// <param name="PermissionFlags">Always null: a session may do what its user may.</param>
/// <param name="UsedAt">Always null: uses are not written down.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="UpdatedAt">The same.</param>
public sealed record SessionDetails(
    string Id,
    long Exp,
    string Name,
    int? PermissionFlags,
    DateTimeOffset? UsedAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>The same of a session as storage has it.</summary>
    internal static SessionDetails Of(SessionRow session)
    {
        var began = DateTimeOffset.FromUnixTimeSeconds(session.IssuedAt);
        return new(session.IssuedAt.ToWire(), session.Expires.ToUnixTimeSeconds(), session.Name, null, null, began, began);
    }
}

/// <summary>A session in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is called.</param>
public sealed record SessionSummary(string Id, string Name);

/// <summary>A part of a user's sessions.</summary>
/// <param name="Count">The number of all sessions of the user.</param>
/// <param name="Items">Those asked for, newest first.</param>
public sealed record SessionSummaries(int Count, IReadOnlyList<SessionSummary> Items);

/// <summary>What became of a session.</summary>
/// <param name="Code">Always <c>DELETE_SESSION_SUCCESS</c>.</param>
/// <param name="Message">The same for people.</param>
public sealed record SessionDeleted(string Code = "DELETE_SESSION_SUCCESS", string Message = "Session Successfully Deleted");

/// <summary>What became of many sessions.</summary>
/// <param name="Count">How many ended.</param>
/// <param name="Code">Always <c>DELETE_SESSIONS_SUCCESS</c>.</param>
/// <param name="Message">The same for people.</param>
public sealed record SessionsDeleted(int Count, string Code = "DELETE_SESSIONS_SUCCESS", string Message = "Sessions Successfully Deleted");
