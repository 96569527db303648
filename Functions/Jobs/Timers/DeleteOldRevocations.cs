using Microsoft.Azure.Functions.Worker;
using Serverless.Domain.Sessions.Revocation;

namespace Serverless.Jobs.Timers;

/// <summary>Deletes rows of revocations that are no longer read, once an hour. This only frees storage.</summary>
public sealed class DeleteOldRevocations(Revocations revocations)
{
    /// <summary>Runs when the timer fires.</summary>
    [Function("delete-old-revocations")]
    public Task Run([TimerTrigger("0 25 * * * *")] TimerInfo timer, CancellationToken cancellation) => revocations.DeleteOld(cancellation);
}
