using Serverless.Api.Rpc;
using Serverless.Domain.Sessions;
using Serverless.Storage.Rows;

namespace Serverless.Api.Sessions;

/// <summary>A session of a user.</summary>
/// <param name="Iat">The start, in seconds since 1970. It is the id of the session, unique for the user.</param>
/// <param name="Exp">The expiry, in seconds since 1970.</param>
/// <param name="Name">The name of the session.</param>
/// <param name="Sub">The user's id.</param>
public sealed record SessionRecord(long Iat, long Exp, string Name, string Sub)
{
    /// <summary>Returns the record of a stored session.</summary>
    internal static SessionRecord Of(SessionRow session, long userId) => new(session.IssuedAt, session.Expires.ToUnixTimeSeconds(), session.Name, userId.ToWire());
}

/// <summary>A part of a user's sessions.</summary>
/// <param name="Count">The number of all sessions of the user.</param>
/// <param name="Items">The requested sessions, newest first.</param>
public sealed record SessionList(int Count, IReadOnlyList<SessionRecord> Items)
{
    /// <summary>Returns the requested part of stored sessions.</summary>
    internal static SessionList Of(IReadOnlyList<SessionRow> sessions, long userId, Page page) =>
        new(sessions.Count, [.. page.Of(sessions).Select(session => SessionRecord.Of(session, userId))]);
}

/// <summary>A session that was just created.</summary>
/// <param name="Token">The credential of the session. It is never returned again.</param>
/// <param name="Exp">The expiry, in seconds since 1970.</param>
public sealed record SuccessfulAuth(string Token, long Exp)
{
    /// <summary>Returns the record of a created session.</summary>
    internal static SuccessfulAuth Of(OpenedSession opened) => new(opened.Credential.Text, opened.Session.Expires.ToUnixTimeSeconds());
}

/// <summary>The result of ending several sessions.</summary>
/// <param name="Count">The number of ended sessions.</param>
/// <param name="Type">Always <c>session</c>.</param>
public sealed record DeletedBulk(int Count, string Type = "session");

/// <summary>The result of ending one session.</summary>
/// <param name="Code">Always <c>GENERIC_SUCCESS</c>.</param>
/// <param name="Message">The result in words, for people.</param>
public sealed record Deleted(string Code = "GENERIC_SUCCESS", string Message = "Session Deleted");
