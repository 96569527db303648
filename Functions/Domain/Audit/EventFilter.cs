namespace Serverless.Domain.Audit;

/// <summary>Selects events.</summary>
/// <param name="Subject">The pseudonym of the user that the events are about; null for all.</param>
/// <param name="Actor">The pseudonym of the acting user; null for all.</param>
/// <param name="Name">The kind of the events; null for all.</param>
/// <param name="From">The time of the earliest events; null for no limit.</param>
/// <param name="Before">The time that is later than all events; null for no limit.</param>
public sealed record EventFilter(AuditedUser? Subject = null, AuditedUser? Actor = null, AuditEventName? Name = null, DateTimeOffset? From = null, DateTimeOffset? Before = null);

/// <summary>Represents a user in the audit log.</summary>
/// <param name="Pseudonym">The pseudonym of the user.</param>
/// <param name="Id">The id of the user; null for an erased user.</param>
public readonly record struct AuditedUser(long Pseudonym, long? Id);

/// <summary>Represents a part of the audit log.</summary>
/// <param name="Events">The events, newest first.</param>
/// <param name="Next">Where the next part begins; null if there is none. A part can have no events and a next part.</param>
public sealed record EventPage(IReadOnlyList<AuditEvent> Events, string? Next);
