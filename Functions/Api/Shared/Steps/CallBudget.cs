using Microsoft.Extensions.Options;
using Serverless.Storage;
using Serverless.Storage.Outages;

namespace Serverless.Api.Shared.Steps;

/// <summary>Gives the call its time for storage. After the body is read: how long a caller takes to send it says nothing about storage.</summary>
public sealed class CallBudget(IOptions<StorageOptions> options) : IStep
{
    private readonly TimeSpan _length = options.Value.CallBudget;

    /// <inheritdoc />
    public async Task<Result> Invoke(Call call, Next next, CancellationToken cancellation)
    {
        StorageBudget.Begin(_length);
        return await next(call, cancellation);
    }
}
