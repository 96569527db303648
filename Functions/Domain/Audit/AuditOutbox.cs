using Serverless.Domain.CallLog;
using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Audit;

/// <summary>Writes changes together with their events, and lets the events be copied to table Audit after that.</summary>
public sealed class AuditOutbox(AuditBuffer buffer, AuditMarker marker, EventCounts counts, TimeProvider time)
{
    /// <summary>Writes a change of a user together with its events.</summary>
    /// <param name="change">The change. Its events are added to its transaction.</param>
    /// <param name="write">Writes the transaction. Returns false if another call changed the user in the meantime.</param>
    /// <param name="cancellation">Cancels the attempt before the transaction.</param>
    internal async Task<bool> Write(AccountChange change, Func<Task<bool>> write, CancellationToken cancellation)
    {
        var events = change.Audit(AuditOrigin.Current, time.GetUtcNow());
        return events.Count == 0 ? await write() : await Write(change.User.Id, events, write, cancellation);
    }

    /// <summary>Writes a change of the settings together with its event.</summary>
    /// <param name="name">The kind of the event.</param>
    /// <param name="settings">The names of the changed settings.</param>
    /// <param name="write">Writes the transaction. Returns false if another call changed the settings in the meantime.</param>
    /// <param name="cancellation">Cancels the attempt before the transaction.</param>
    public Task<bool> Write(AuditEventName name, IEnumerable<string> settings, Func<AuditOutboxRow, Task<bool>> write, CancellationToken cancellation)
    {
        var details = AuditEvent.DetailsOf(("settings", string.Join(", ", settings.Order(StringComparer.Ordinal))));
        var happened = AuditEvent.Of(name, AuditOrigin.Current, Pseudonym.Nobody, time.GetUtcNow(), details);
        return Write(0, [happened], () => write(new([happened.ToRow()])), cancellation);
    }

    private async Task<bool> Write(long subjectId, IReadOnlyList<AuditEvent> events, Func<Task<bool>> write, CancellationToken cancellation)
    {
        await marker.Ensure(cancellation);
        var number = buffer.Begin(events[0].Date < time.GetUtcNow() ? events[0].Date : time.GetUtcNow());
        try
        {
            var isWritten = await write();
            if (isWritten)
            {
                Add(AuditProof.Stored);
                Count(events);
            }

            return isWritten;
        }
        catch
        {
            Add(AuditProof.Unknown);
            throw;
        }
        finally
        {
            buffer.End(number);
        }

        void Add(AuditProof proof) => buffer.Add([.. events.Select(one => new BufferedEvent(subjectId, one, events[^1], proof))]);
    }

    private void Count(IReadOnlyList<AuditEvent> events)
    {
        foreach (var happened in events)
        {
            if (happened.Name == AuditEventName.SignIn)
            {
                counts.Count(CountedEvent.SignIn);
            }
            else if (happened.Name == AuditEventName.SecondFactorFailed)
            {
                counts.Count(CountedEvent.SignInFailed);
            }
            else if (happened.Name == AuditEventName.UserCreated && happened.ActorKind == AuditActorKind.Anonymous)
            {
                counts.Count(CountedEvent.SignUp);
            }
        }
    }
}
