using Serverless.Domain.Audit;

namespace Serverless.Api.Shared.Steps;

/// <summary>Lets the changes of a call know their origin, for the audit log.</summary>
public sealed class CallOrigin : IStep
{
    /// <inheritdoc />
    public Task<Result> Invoke<TCall>(TCall call, Next<TCall> next, CancellationToken cancellation)
        where TCall : Call
    {
        // An operation that only reads has no events, and is called most.
        if (call.Method is not { IsReadOnly: true })
        {
            Begin(call);
        }

        return next(call, cancellation);
    }

    // Apart, so that a call without an origin allocates no closure.
    private static void Begin(Call call) => AuditOrigin.Begin(() => Of(call));

    private static AuditOrigin Of(Call call)
    {
        var kind = call.Caller switch
        {
            { IsGuest: true } => AuditActorKind.Anonymous,
            { ApiTokenId: not null } => AuditActorKind.ApiToken,
            _ => AuditActorKind.Session,
        };
        var device = call.Device();
        return new AuditOrigin(kind, call.Caller.UserId, call.Caller.Pseudonym, call.Address()?.ToString(), device.Program, device.Family);
    }
}
