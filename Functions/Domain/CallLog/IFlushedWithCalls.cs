namespace Serverless.Domain.CallLog;

/// <summary>Represents other data that an instance collects from many calls, and writes with each flush of the call log.</summary>
public interface IFlushedWithCalls
{
    /// <summary>Writes what has been collected. Never throws: what could not be written waits for the next flush.</summary>
    /// <param name="cancellation">Cancels the writes.</param>
    Task Flush(CancellationToken cancellation);
}
