using Serverless.Domain.Audit;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Users;

/// <content>Records the events of the change for the audit log.</content>
public sealed partial class AccountChange
{
    private readonly AuditTrail _trail = new();
    private bool _isEvent;

    /// <summary>Records an event. Without it, the change has the events that follow from what it changes.</summary>
    /// <param name="name">The kind of the event.</param>
    /// <param name="details">Further facts, never secrets and never the values that were set.</param>
    public void Record(AuditEventName name, params ReadOnlySpan<(string Name, string Value)> details) => _trail.Record(name, isSuccess: true, details);

    /// <summary>Records an event of a change that may write nothing else. The event is written in any case.</summary>
    /// <param name="name">The kind of the event.</param>
    public void RecordAlone(AuditEventName name)
    {
        Record(name);
        _isEvent = true;
    }

    /// <summary>Records that the actor did not achieve what they tried.</summary>
    /// <param name="name">The kind of the event.</param>
    /// <param name="details">Further facts, never secrets and never the values that were set.</param>
    public void RecordFailure(AuditEventName name, params ReadOnlySpan<(string Name, string Value)> details) => _trail.Record(name, isSuccess: false, details);

    /// <summary>Adds a fact to all events of the change.</summary>
    public void Describe(string name, string value) => _trail.Describe(name, value);

    /// <summary>Replaces the hash of the password by a hash of that password with the current parameters.</summary>
    public void UpgradeHash(string? hash)
    {
        User = User with { PasswordHash = hash };
        _trail.Ignore(AuditedParts.Password);
    }

    /// <summary>Adds the events to the transaction of the change. Call it once, before the change is written.</summary>
    /// <returns>The events, oldest first.</returns>
    internal IReadOnlyList<AuditEvent> Audit(AuditOrigin origin, DateTimeOffset now)
    {
        var events = _trail.Complete(Before, User, IsNew, _others, origin, now);
        if (events.Count > 0)
        {
            User = User with { Audited = events[^1].Date.UtcTicks };
            _others.Add(new AuditOutboxRow([.. events.Select(one => one.ToRow())]));
            AddEmails(events);
        }

        return events;
    }
}
