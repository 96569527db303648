using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.Storage;

/// <summary>
/// Counts the storage transactions of this instance: every request that the storage clients send, retries included.
/// What a call costs is part of its contract, so tests assert on the difference around it.
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

    /// <summary>Requests sent since the start of the process.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>How many of these were sent for the call log, whose writes belong to many calls.</summary>
    public long CountOfCallLog => Interlocked.Read(ref _ofCallLog);

    /// <summary>How many of these were sent to fold changes into the index, or to ask for it, which belong to many calls.</summary>
    public long CountOfIndex => Interlocked.Read(ref _ofIndex);

    /// <summary>Until disposed, the requests of the current method and of those it calls count as the index's.</summary>
    public static IDisposable OfIndex() => HttpPipeline.CreateHttpMessagePropertiesScope(IndexMarks);

    /// <summary>Until disposed, the requests of the current method and of those it calls count as the call log's.</summary>
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
