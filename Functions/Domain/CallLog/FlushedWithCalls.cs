using Serverless.Storage;
using Serverless.Storage.Outages;

namespace Serverless.Domain.CallLog;

/// <summary>Represents other data that an instance collects from many calls, and writes with each flush of the call log.</summary>
public abstract class FlushedWithCalls
{
    private bool _isFailing;

    /// <summary>Writes what has been collected. Never throws: what could not be written waits for the next flush. Of failures in a row, the first is logged.</summary>
    /// <param name="cancellation">Cancels the writes.</param>
    public async Task Flush(CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfCallLog();
        try
        {
            await Write(cancellation);
            _isFailing = false;
        }
        // Every exception: what was collected is still there, and the next flush tries again.
#pragma warning disable CA1031
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!_isFailing && !cancellation.IsCancellationRequested)
            {
                _isFailing = true;
                Report(StorageFailure.Describe(exception));
            }
        }
    }

    /// <summary>Writes what has been collected. What it cannot write stays collected.</summary>
    protected abstract Task Write(CancellationToken cancellation);

    /// <summary>Logs that a write failed.</summary>
    protected abstract void Report(string reason);
}
