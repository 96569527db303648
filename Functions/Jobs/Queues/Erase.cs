using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Serverless.Accounts;
using Serverless.CallLog;

namespace Serverless.Jobs.Queues;

/// <summary>
/// Finishes the erasure of a deleted user, if the call that deleted him did not come to its end (<see cref="EraseUser"/>), and takes him out of
/// the call log as far as that is final (<see cref="EraseCallers"/>).
/// </summary>
public sealed class Erase(EraseUser eraseUser, EraseCallers callers, EraseQueue queue, OutagePause pause)
{
    /// <summary>The queue trigger.</summary>
    [Function("erase")]
    public Task Run([QueueTrigger("%Erase:Queue%")] string message, CancellationToken cancellation) =>
        pause.Run("erase", () => Finish(message, cancellation), delay => queue.PutBack(message, delay, cancellation), cancellation);

    private async Task Finish(string message, CancellationToken cancellation)
    {
        await eraseUser.Finish(long.Parse(message, CultureInfo.InvariantCulture), cancellation);
        await callers.Run(cancellation);
    }
}
