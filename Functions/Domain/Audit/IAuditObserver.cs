namespace Serverless.Domain.Audit;

/// <summary>
/// Receives each event after it is stored in table Audit. An event can arrive more than once, after a crash even minutes later, on another instance.
/// </summary>
public interface IAuditObserver
{
    /// <summary>Handles an event. If it throws, the event arrives again later.</summary>
    /// <param name="subjectId">The id of the user whom the event is about; 0 if there is none.</param>
    /// <param name="happened">The event.</param>
    /// <param name="cancellation">Cancels the work.</param>
    Task Copied(long subjectId, AuditEvent happened, CancellationToken cancellation);
}
