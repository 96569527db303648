using Serverless.Domain.Audit;

namespace Serverless.Api.Shared.Steps;

/// <summary>Lets the changes of a call know their origin, for the audit log.</summary>
public sealed class CallOrigin : IStep
{
    /// <inheritdoc />
    public async Task<Result> Invoke<TCall>(TCall call, Next<TCall> next, CancellationToken cancellation)
        where TCall : Call
    {
        AuditOrigin.Begin(() => Of(call));
        return await next(call, cancellation);
    }

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
