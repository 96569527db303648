using Serverless.Api.Rpc;
using Serverless.Domain.Sessions;

namespace Serverless.Api.Sessions;

/// <summary>A session of a user.</summary>
/// <param name="Iat">The start, in seconds since 1970. It is the id of the session, unique for the user.</param>
/// <param name="Exp">The expiry, in seconds since 1970.</param>
/// <param name="Name">The name of the session.</param>
/// <param name="Sub">The user's id.</param>
public sealed record SessionRecord(long Iat, long Exp, string Name, string Sub)
{
    /// <summary>The same of a session as storage has it.</summary>
    internal static SessionRecord Of(SessionRow session, long userId) => new(session.IssuedAt, session.Expires.ToUnixTimeSeconds(), session.Name, userId.ToWire());
}

/// <summary>A part of a user's sessions.</summary>
/// <param name="Count">The number of all sessions of the user.</param>
/// <param name="Items">Those asked for, newest first.</param>
public sealed record SessionList(int Count, IReadOnlyList<SessionRecord> Items)
{
    /// <summary>The same of sessions as storage has them.</summary>
    internal static SessionList Of(IReadOnlyList<SessionRow> sessions, long userId, Page page) =>
        new(sessions.Count, [.. page.Of(sessions).Select(session => SessionRecord.Of(session, userId))]);
}

/// <summary>A session just opened.</summary>
/// <param name="Token">What opens it; shown once.</param>
/// <param name="Exp">When it ends by itself, in seconds since 1970.</param>
public sealed record SuccessfulAuth(string Token, long Exp)
{
    /// <summary>The same of a session as the domain has it.</summary>
    internal static SuccessfulAuth Of(OpenedSession opened) => new(opened.Credential.Text, opened.Session.Expires.ToUnixTimeSeconds());
}

/// <summary>What became of many sessions.</summary>
/// <param name="Count">How many ended.</param>
/// <param name="Type">Always <c>session</c>.</param>
public sealed record DeletedBulk(int Count, string Type = "session");

/// <summary>What became of one session.</summary>
/// <param name="Code">Always <c>GENERIC_SUCCESS</c>.</param>
/// <param name="Message">The same for people.</param>
public sealed record Deleted(string Code = "GENERIC_SUCCESS", string Message = "Session Deleted");
