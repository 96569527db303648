using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.Storage.Index;

/// <summary>
/// The clock that all instances agree on: the instance's own, corrected by the <c>Date</c> header of storage's responses where the two differ by more
/// than the duration of a response. So an instance with a wrong clock neither writes into folded time buckets nor folds unfinished ones.
/// </summary>
/// <param name="time">The instance's clock.</param>
/// <param name="follows">Whether storage corrects it; false in tests that set the clock.</param>
public sealed class StorageClock(TimeProvider time, bool follows = true) : HttpPipelineSynchronousPolicy
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    private long _correction;

    /// <summary>Gets the time.</summary>
    public DateTimeOffset Now => time.GetUtcNow().AddTicks(Interlocked.Read(ref _correction));

    /// <inheritdoc />
    public override void OnReceivedResponse(HttpMessage message)
    {
        if (follows && message.HasResponse && message.Response.Headers.Date is { } date)
        {
            var difference = date - time.GetUtcNow();
            Interlocked.Exchange(ref _correction, difference.Duration() > Tolerance ? difference.Ticks : 0);
        }
    }
}
