using Microsoft.Extensions.Options;
using Serverless.Storage;
using Serverless.Storage.Outages;

namespace Serverless.Api.Shared.Steps;

/// <summary>
/// Starts the call's time limit for storage. It starts after the body is read, because the time of an upload is independent of storage.
/// </summary>
public sealed class CallBudget(IOptions<StorageOptions> options) : IStep
{
    private readonly TimeSpan _length = options.Value.CallBudget;

    /// <inheritdoc />
    public async Task<Result> Invoke<TCall>(TCall call, Next<TCall> next, CancellationToken cancellation)
        where TCall : Call
    {
        StorageBudget.Begin(_length);
        return await next(call, cancellation);
    }
}
