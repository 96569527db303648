using Microsoft.Azure.Functions.Worker;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.Storage;

namespace Serverless.Jobs.Timers;

/// <summary>
/// Folds changes into the user index every five minutes, in case a message of the queue was lost. One request when there is nothing to do.
/// </summary>
public sealed class RepairUserIndex(UserIndex index, EraseUser eraseUser)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function("repair-user-index")]
    public async Task Run([TimerTrigger("30 */5 * * * *")] TimerInfo timer, CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfIndex();
        await index.Fold(eraseUser.Finish, cancellation);
    }
}
