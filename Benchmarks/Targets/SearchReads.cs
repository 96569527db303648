using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.Benchmarks.Targets;

/// <summary>Counts point reads of the trees of texts. How many a change of a user needs depends on his name and on what the instance read lately.</summary>
internal sealed class SearchReads : HttpPipelineSynchronousPolicy
{
    private long _count;

    /// <summary>Since the start.</summary>
    public long Count => Interlocked.Read(ref _count);

    public override void OnSendingRequest(HttpMessage message)
    {
        if (message.Request.Method == RequestMethod.Get && Uri.UnescapeDataString(message.Request.Uri.Path).Contains("RowKey='text;", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _count);
        }
    }
}
