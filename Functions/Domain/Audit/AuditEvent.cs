using System.Collections.Immutable;
using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Audit;

/// <summary>Represents an event of the audit log. It never contains secrets, and never the values that were set.</summary>
/// <param name="Id">The id: 63 random bits.</param>
/// <param name="Date">The time of the event. Later events of one user have later times, on any instances.</param>
/// <param name="Name">The kind of the event.</param>
/// <param name="Subject">The pseudonym of the user that the event is about; 0 if there is none.</param>
/// <param name="ActorKind">The kind of the actor.</param>
/// <param name="Actor">The pseudonym of the acting user; 0 if there is none.</param>
/// <param name="Ip">The IP address of the caller; null if it is not known.</param>
/// <param name="Device">The program of the caller; null if there is none.</param>
/// <param name="Family">The family of the call; null if there was no call.</param>
/// <param name="IsSuccess">Whether the actor achieved what they tried.</param>
/// <param name="Details">Further facts, by name.</param>
public sealed record AuditEvent(
    long Id, DateTimeOffset Date, AuditEventName Name, long Subject, AuditActorKind ActorKind, long Actor, string? Ip, string? Device, string? Family, bool IsSuccess,
    ImmutableSortedDictionary<string, string> Details)
{
    /// <summary>Gets the details of an event without further facts.</summary>
    public static ImmutableSortedDictionary<string, string> NoDetails { get; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Returns details as they are stored. The last of two facts with one name counts.</summary>
    internal static ImmutableSortedDictionary<string, string> DetailsOf(params ReadOnlySpan<(string Name, string Value)> facts)
    {
        var details = NoDetails;
        foreach (var (name, value) in facts)
        {
            details = details.SetItem(name, value);
        }

        return details;
    }

    /// <summary>Returns a new event.</summary>
    internal static AuditEvent Of(AuditEventName name, AuditOrigin origin, long subject, DateTimeOffset date, ImmutableSortedDictionary<string, string> details, bool isSuccess = true) =>
        new(Ids.Random(), date, name, subject, origin.Kind, origin.Actor, origin.Ip, origin.Device, origin.Family, isSuccess, details);

    /// <summary>Returns the event of a row; null for an event that only a later version knows.</summary>
    internal static AuditEvent? From(AuditRow row) => AuditEventName.TryFind(row.Event, out var name)
        ? new(row.Id, row.Date, name, row.Subject, AuditActorKinds.Parse(row.ActorKind), row.Actor, row.Ip, row.Device, row.Family, !row.HasFailed, row.Details)
        : null;

    /// <summary>Returns the row of the event.</summary>
    internal AuditRow ToRow() => new()
    {
        Id = Id,
        Date = Date,
        Event = Name.Name,
        Subject = Subject,
        ActorKind = ActorKind.Name(),
        Actor = Actor,
        Ip = Ip,
        Device = Device,
        Family = Family,
        HasFailed = !IsSuccess,
        Details = Details,
    };
}
