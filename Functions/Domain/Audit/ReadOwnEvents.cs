using Serverless.Domain.Users;

namespace Serverless.Domain.Audit;

/// <summary>Reads the events about one user, for that user.</summary>
public sealed class ReadOwnEvents(ReadEvents readEvents, FindAuditedUsers findUsers)
{
    /// <summary>Returns a part of the events. The IP address and the device of other people are their data, so they are left out.</summary>
    /// <param name="filter">The filter. Its subject is the user.</param>
    /// <param name="limit">The maximum number of events.</param>
    /// <param name="after">The place where the part begins, from an earlier part; null for the newest event.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    public async Task<OwnEvents> Run(EventFilter filter, int limit, string? after, CancellationToken cancellation)
    {
        var page = await readEvents.Run(filter, limit, after, cancellation);
        var users = await findUsers.Show(page.Events, cancellation);
        return new OwnEvents(page with { Events = [.. page.Events.Select(Redact)] }, users);
    }

    /// <summary>Returns the newest events about a user.</summary>
    public Task<OwnEvents> Newest(User user, int limit, CancellationToken cancellation) =>
        Run(new EventFilter(Subject: new AuditedUser(user.Pseudonym, user.Id)), limit, after: null, cancellation);

    private static AuditEvent Redact(AuditEvent happened) => IsOfOthers(happened) ? happened with { Ip = null, Device = null } : happened;

    /// <summary>Returns whether another person caused the event, as far as is known: the holder of an email address that the user entered may be another one.</summary>
    private static bool IsOfOthers(AuditEvent happened) => happened.ActorKind switch
    {
        AuditActorKind.Session or AuditActorKind.ApiToken => happened.Actor != happened.Subject,
        AuditActorKind.Anonymous => happened.Name == AuditEventName.EmailRefused || happened.Name == AuditEventName.EmailConfirmed,
        _ => false,
    };
}

/// <summary>Represents events about one user.</summary>
/// <param name="Page">The events.</param>
/// <param name="Users">The texts that show users, by their pseudonyms.</param>
public sealed record OwnEvents(EventPage Page, IReadOnlyDictionary<long, string> Users);
