using Serverless.Domain.Users;

namespace Serverless.Domain.Audit;

/// <summary>Represents the origin of events: the actor, and the place that the actor calls from.</summary>
/// <param name="Kind">The kind of the actor.</param>
/// <param name="ActorId">The user who acts; 0 if there is none.</param>
/// <param name="Actor">The pseudonym of that user; 0 if there is none.</param>
/// <param name="Ip">The IP address of the caller; null if it is not known.</param>
/// <param name="Device">The program of the caller; null if there is none.</param>
/// <param name="Family">The family of the call, such as <c>rpc</c>; null if there was no call.</param>
/// <remarks>
/// The origin flows with the async call, so that no change needs a parameter for it and no change can forget it. Work without an origin belongs to a job.
/// </remarks>
public sealed record AuditOrigin(AuditActorKind Kind, long ActorId = 0, long Actor = Pseudonym.Nobody, string? Ip = null, string? Device = null, string? Family = null) : IAuditSource
{
    private static readonly AsyncLocal<IAuditSource?> Source = new();

    /// <summary>Gets the origin of jobs, timers and the start of the app.</summary>
    public static AuditOrigin System { get; } = new(AuditActorKind.System);

    /// <summary>Gets the origin of an operator's commands.</summary>
    public static AuditOrigin Operator { get; } = new(AuditActorKind.Operator);

    /// <summary>Gets the origin of the current call or command.</summary>
    public static AuditOrigin Current => Source.Value?.Origin ?? System;

    /// <summary>Sets the origin of the calling async method and everything that it awaits.</summary>
    /// <param name="source">The source. It is asked when an event is recorded, because the caller is not known earlier.</param>
    public static void Begin(IAuditSource source) => Source.Value = source;

    /// <inheritdoc />
    AuditOrigin IAuditSource.Origin => this;
}

/// <summary>Represents what knows the origin of events, such as a call.</summary>
public interface IAuditSource
{
    /// <summary>Gets the origin.</summary>
    AuditOrigin Origin { get; }
}
