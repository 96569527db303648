namespace Serverless.Domain.Audit;

/// <summary>
/// Receives each event after it is stored in table Audit. An event can arrive more than once, after a crash even minutes later, on another instance.
/// </summary>
public interface IAuditObserver
{
    /// <summary>Handles an event. If it throws, the event arrives again later.</summary>
    /// <param name="subjectId">The id of the user that the event is about; 0 if there is none.</param>
    /// <param name="happened">The event.</param>
    /// <param name="cancellation">Cancels the work.</param>
    Task Copied(long subjectId, AuditEvent happened, CancellationToken cancellation);
}

/// <summary>Provides what callers of observers have in common.</summary>
internal static class AuditObservers
{
    /// <summary>Lets all observers handle an event, one after the other.</summary>
    public static async Task Tell(this IEnumerable<IAuditObserver> observers, long subjectId, AuditEvent happened, CancellationToken cancellation)
    {
        foreach (var observer in observers)
        {
            await observer.Copied(subjectId, happened, cancellation);
        }
    }
}
