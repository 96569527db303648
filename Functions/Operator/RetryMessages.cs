using Serverless.Storage;

namespace Serverless.Operator;

/// <summary>Moves messages from the poison queues back to their queues, so that all attempts begin again.</summary>
public sealed class RetryMessages(IEnumerable<MessageQueue> queues)
{
    /// <summary>Moves all messages and prints their number.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        foreach (var queue in queues.OrderBy(queue => queue.Name, StringComparer.Ordinal))
        {
            var moved = await queue.RetryPoison(cancellation);
            Console.WriteLine($"{queue.PoisonName}: moved {moved} {(moved == 1 ? "message" : "messages")} back to {queue.Name}.");
        }
    }
}
