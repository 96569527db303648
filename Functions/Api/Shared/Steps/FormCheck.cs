using Serverless.Domain.Failures;
using Serverless.Storage.Forms;

namespace Serverless.Api.Shared.Steps;

/// <summary>
/// Returns 503 for every call while the stored data has a form that this version does not read. The health check states what to do.
/// </summary>
public sealed class FormCheck(FormState state, WatchForm watch) : IStep
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    public Task<Result> Invoke<TCall>(TCall call, Next<TCall> next, CancellationToken cancellation)
        where TCall : Call
    {
        watch.Touch();
        return state.Refusal is { } refusal
            ? Task.FromResult(Result.Fail(503, Reason.ServiceUnavailable, call.Method?.ShowsForm == true ? refusal : null).After(Retry))
            : next(call, cancellation);
    }
}
