using System.Collections.Immutable;
using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Audit;

/// <summary>
/// Collects the events of one change of a user. The code that makes the change can name its events. For every other changed part of the user the trail adds
/// the event of that part itself, so no change can be without its event.
/// </summary>
internal sealed class AuditTrail
{
    private readonly List<(AuditEventName Name, bool IsSuccess, ImmutableSortedDictionary<string, string> Details)> _recorded = [];
    private ImmutableSortedDictionary<string, string> _details = AuditEvent.NoDetails;
    private AuditedParts _ignored;

    /// <summary>Records an event.</summary>
    public void Record(AuditEventName name, bool isSuccess = true, params ReadOnlySpan<(string Name, string Value)> details) =>
        _recorded.Add((name, isSuccess, AuditEvent.DetailsOf(details)));

    /// <summary>Adds a detail to all events of the change.</summary>
    public void Describe(string name, string value) => _details = _details.SetItem(name, value);

    /// <summary>Ignores changes of a part, because they are not made by anyone.</summary>
    public void Ignore(AuditedParts parts) => _ignored |= parts;

    /// <summary>Returns the events of the change, oldest first.</summary>
    /// <param name="before">The user before the change.</param>
    /// <param name="after">The user after the change.</param>
    /// <param name="isNew">Whether the change creates the user.</param>
    /// <param name="writes">The writes to the user's other rows.</param>
    /// <param name="origin">The origin of the change.</param>
    /// <param name="now">The current time.</param>
    public IReadOnlyList<AuditEvent> Complete(User before, User after, bool isNew, AccountTransaction writes, AuditOrigin origin, DateTimeOffset now)
    {
        var recorded = _recorded.Select(one => (one.Name, one.IsSuccess, one.Details, IsByApp: false)).ToList();
        var covered = recorded.Aggregate(_ignored, (parts, one) => parts | one.Name.Covers);
        foreach (var change in AuditedChanges.Of(before, after, isNew, writes))
        {
            if (!covered.HasFlag(change.Part))
            {
                recorded.Add((change.Name, true, change.Details, IsByApp: change.Part == AuditedParts.ExpiredTokens));
                covered |= change.Name.Covers;
            }
        }

        // An event is never earlier than the one before it, even if the clocks of two instances differ.
        var first = Math.Max(now.UtcTicks, before.Audited + 1);
        return [.. recorded.Select((one, index) => Event(one, new DateTimeOffset(first + index, TimeSpan.Zero)))];

        AuditEvent Event((AuditEventName Name, bool IsSuccess, ImmutableSortedDictionary<string, string> Details, bool IsByApp) one, DateTimeOffset date)
        {
            var subject = isNew ? after.Pseudonym : before.Pseudonym;
            if (one.IsByApp)
            {
                return AuditEvent.Of(one.Name, AuditOrigin.System, subject, date, one.Details);
            }

            // A sign-in turns an anonymous caller into a user with a session.
            var isSignIn = one.Name == AuditEventName.SignIn && origin.Kind == AuditActorKind.Anonymous;
            var from = isSignIn ? origin with { Kind = AuditActorKind.Session, Actor = subject } : origin;
            return AuditEvent.Of(one.Name, from, subject, date, _details.SetItems(one.Details), one.IsSuccess);
        }
    }
}
