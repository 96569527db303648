using Microsoft.Azure.Functions.Worker;
using Serverless.Domain.Sessions.Revocation;

namespace Serverless.Jobs.Timers;

/// <summary>Once an hour: deletes the rows of revocations that nobody reads any more. Nothing depends on it; it frees the room.</summary>
public sealed class DeleteOldRevocations(Revocations revocations)
{
    /// <summary>The timer trigger.</summary>
    [Function("delete-old-revocations")]
    public Task Run([TimerTrigger("0 25 * * * *")] TimerInfo timer, CancellationToken cancellation) => revocations.DeleteOld(cancellation);
}
