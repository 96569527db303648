using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.Tests.Harness;

/// <summary>Counts the bytes of the responses of storage, without headers.</summary>
public sealed class ReceivedBytes : HttpPipelineSynchronousPolicy
{
    private long _count;

    /// <summary>Gets the number of bytes received.</summary>
    public long Count => Interlocked.Read(ref _count);

    public override void OnReceivedResponse(HttpMessage message) => Interlocked.Add(ref _count, message.Response.ContentStream?.Length ?? 0);
}
