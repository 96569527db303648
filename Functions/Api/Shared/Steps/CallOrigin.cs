using Serverless.Domain.Audit;

namespace Serverless.Api.Shared.Steps;

/// <summary>Lets the changes of a call know their origin, for the audit log.</summary>
public sealed class CallOrigin : IStep
{
    /// <inheritdoc />
    public Task<Result> Invoke<TCall>(TCall call, Next<TCall> next, CancellationToken cancellation)
        where TCall : Call
    {
        AuditOrigin.Begin(call);
        return next(call, cancellation);
    }
}
