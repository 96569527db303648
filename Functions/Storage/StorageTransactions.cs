using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.Storage;

/// <summary>
/// Counts the storage transactions of this instance: every request that the storage clients send, retries included.
/// The cost of a call is part of its contract, so tests assert on the difference before and after it.
/// </summary>
public sealed class StorageTransactions : HttpPipelineSynchronousPolicy
{
    private const string CallLogMark = "Serverless.CallLog";

    private const string IndexMark = "Serverless.Index";

    private static readonly Dictionary<string, object?> Marks = new() { [CallLogMark] = true };
    private static readonly Dictionary<string, object?> IndexMarks = new() { [IndexMark] = true };

    private long _count;
    private long _ofCallLog;
    private long _ofIndex;

    /// <summary>Gets the number of requests sent since the start of the process.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Gets the number of requests sent for the call log, whose writes belong to many calls.</summary>
    public long CountOfCallLog => Interlocked.Read(ref _ofCallLog);

    /// <summary>Gets the number of requests sent to fold changes into the index, or to queue a fold, which belong to many calls.</summary>
    public long CountOfIndex => Interlocked.Read(ref _ofIndex);

    /// <summary>Counts the requests of the current method, and of those it calls, as the index's until disposed.</summary>
    public static IDisposable OfIndex() => HttpPipeline.CreateHttpMessagePropertiesScope(IndexMarks);

    /// <summary>Counts the requests of the current method, and of those it calls, as the call log's until disposed.</summary>
    public static IDisposable OfCallLog() => HttpPipeline.CreateHttpMessagePropertiesScope(Marks);

    /// <inheritdoc />
    public override void OnSendingRequest(HttpMessage message)
    {
        Interlocked.Increment(ref _count);
        if (message.TryGetProperty(CallLogMark, out _))
        {
            Interlocked.Increment(ref _ofCallLog);
        }
        else if (message.TryGetProperty(IndexMark, out _))
        {
            Interlocked.Increment(ref _ofIndex);
        }
    }
}
