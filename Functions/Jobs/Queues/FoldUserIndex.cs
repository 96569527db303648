using Microsoft.Azure.Functions.Worker;
using Serverless.Accounts;
using Serverless.Accounts.Index;
using Serverless.Storage;

namespace Serverless.Jobs.Queues;

/// <summary>Folds recorded changes of users into the index, and finishes erasures that nobody finished.</summary>
public sealed class FoldUserIndex(UserIndex index, EraseUser eraseUser, IndexQueue queue)
{
    /// <summary>The queue trigger. All messages are alike.</summary>
    [Function("fold-user-index")]
    public async Task Run([QueueTrigger("%Index:Queue%")] string message, CancellationToken cancellation)
    {
        using var scope = StorageTransactions.OfIndex();
        if (await index.Fold(eraseUser.Finish, cancellation))
        {
            await queue.Continue(cancellation);
        }
    }
}
