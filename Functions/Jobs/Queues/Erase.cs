using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Serverless.Accounts;

namespace Serverless.Jobs.Queues;

/// <summary>Finishes the erasure of a deleted user, if the call that deleted him did not come to its end. See <see cref="EraseUser"/>.</summary>
public sealed class Erase(EraseUser eraseUser)
{
    /// <summary>The queue trigger.</summary>
    [Function("erase")]
    public Task Run([QueueTrigger("%Erase__Queue%")] string message, CancellationToken cancellation) =>
        eraseUser.Finish(long.Parse(message, CultureInfo.InvariantCulture), cancellation);
}
