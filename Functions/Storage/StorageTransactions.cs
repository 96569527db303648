using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.Storage;

/// <summary>
/// Counts the storage transactions of this instance: every request that the storage clients send, retries included.
/// What a call costs is part of its contract, so tests assert on the difference around it.
/// </summary>
public sealed class StorageTransactions : HttpPipelineSynchronousPolicy
{
    private long _count;

    /// <summary>Requests sent since the start of the process.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <inheritdoc />
    public override void OnSendingRequest(HttpMessage message) => Interlocked.Increment(ref _count);
}
