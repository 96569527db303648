using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Serverless.Domain.Users;

namespace Serverless.Jobs.Queues;

/// <summary>Erases the remaining data of a deleted user (<see cref="EraseUser"/>).</summary>
public sealed class Erase(EraseUser eraseUser, EraseQueue queue, OutagePause pause)
{
    /// <summary>Handles a message of the queue.</summary>
    [Function("erase")]
    public Task Run([QueueTrigger("%Erase:Queue%")] string message, CancellationToken cancellation) =>
        pause.Run(
            "erase",
            () => eraseUser.Finish(long.Parse(message, CultureInfo.InvariantCulture), cancellation),
            delay => queue.PutBack(message, delay, cancellation),
            cancellation);
}
