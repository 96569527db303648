using Microsoft.Azure.Functions.Worker;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.Storage;

namespace Serverless.Jobs.Queues;

/// <summary>Folds recorded changes of users into the index, and finishes interrupted erasures.</summary>
public sealed class FoldUserIndex(UserIndex index, EraseUser eraseUser, IndexQueue queue, OutagePause pause)
{
    /// <summary>Handles a message of the queue. Its content has no meaning.</summary>
    [Function("fold-user-index")]
    public Task Run([QueueTrigger("%Index:Queue%")] string message, CancellationToken cancellation) =>
        pause.Run("fold-user-index", () => Fold(cancellation), delay => queue.PutBack(message, delay, cancellation), cancellation);

    private async Task Fold(CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfIndex();
        if (await index.Fold(eraseUser.Finish, cancellation))
        {
            await queue.Continue(cancellation);
        }
    }
}
