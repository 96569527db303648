using System.Globalization;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.Audit;

namespace Serverless.Api.Rpc;

/// <summary>A part of the audit log.</summary>
/// <param name="Rows">The events, newest first. There can be fewer than the limit, or none, although there is a continuation.</param>
/// <param name="Continuation">The value of <c>continuation</c> that reads the next part. Null if there are no more events.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Rows, string? Continuation);

/// <summary>An event of the audit log.</summary>
/// <param name="Id">The id of the event.</param>
/// <param name="Date">The time of the event.</param>
/// <param name="Event">The name of the event, such as <c>session.sign_in</c>.</param>
/// <param name="ActorId">The id of the acting user. A stable pseudonym for an erased user. Null if no user acted.</param>
/// <param name="ActorKind">What caused the event: <c>session</c>, <c>api_token</c>, <c>operator</c>, <c>system</c> or <c>anonymous</c>.</param>
/// <param name="SubjectId">The id of the user that the event is about. A stable pseudonym for an erased user. Null if it is about no user.</param>
/// <param name="Ip">The IP address of the caller, or null.</param>
/// <param name="Device">The program of the caller, or null.</param>
/// <param name="Family">The family of the call: <c>rpc</c>, <c>session</c> or <c>account</c>. Null if there was no call.</param>
/// <param name="Outcome">The outcome: <c>success</c> or <c>failure</c>.</param>
/// <param name="Details">Further facts by name, never secrets and never the values that were set.</param>
public sealed record AuditEntry(
    string Id,
    DateTimeOffset Date,
    string Event,
    string? ActorId,
    string ActorKind,
    string? SubjectId,
    string? Ip,
    string? Device,
    string? Family,
    string Outcome,
    IReadOnlyDictionary<string, string> Details)
{
    /// <summary>Returns an event as the response shows it.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="users">The texts that show users, by their pseudonyms.</param>
    internal static AuditEntry Of(AuditEvent happened, IReadOnlyDictionary<long, string> users) => new(
        happened.Id.ToWire(),
        happened.Date,
        happened.Name.Name,
        users.GetValueOrDefault(happened.Actor),
        happened.ActorKind.Name(),
        users.GetValueOrDefault(happened.Subject),
        happened.Ip,
        happened.Device,
        happened.Family,
        happened.IsSuccess ? "success" : "failure",
        happened.Details);
}

/// <summary>Reads the parameters of the methods that read the audit log.</summary>
internal static class AuditParameters
{
    /// <summary>The number of events that are returned if the caller sets no limit.</summary>
    public const int DefaultLimit = 100;

    /// <summary>The maximum number of events that are returned.</summary>
    public const int MaximumLimit = 1_000;

    private const int LongestContinuation = 64;

    /// <summary>Returns the failure for a wrong parameter; null if all are right.</summary>
    public static Result? Refuse(string? name, string? from, string? to, int? limit, string? continuation) =>
        name is not null && !AuditEventName.TryFind(name, out _) ? Wrong("where.event", "There is no such event.")
        : from is not null && Wire.Time(from) is null ? Wrong("where.from", "Must be a time such as 2026-11-29T12:00:00Z.")
        : to is not null && Wire.Time(to) is null ? Wrong("where.to", "Must be a time such as 2026-11-29T12:00:00Z.")
        : limit is < 1 or > MaximumLimit ? Wrong("limit", string.Create(CultureInfo.InvariantCulture, $"Must be an integer from 1 to {MaximumLimit}."))
        : continuation is not null && (continuation.Length > LongestContinuation || !ReadEvents.IsPlace(continuation)) ? Wrong("continuation", "Must be the continuation of an earlier response.")
        : null;

    /// <summary>Returns the filter of parameters that were not refused.</summary>
    public static EventFilter Filter(string? name, string? from, string? to) =>
        new(Name: name is not null && AuditEventName.TryFind(name, out var found) ? found : null, From: Wire.Time(from), Before: Wire.Time(to));

    private static Result Wrong(string member, string message) => Result.InvalidParameter("options." + member, ParameterReason.WrongType, message);
}
