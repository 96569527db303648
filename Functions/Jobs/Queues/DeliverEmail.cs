using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Serverless.Email;

namespace Serverless.Jobs.Queues;

/// <summary>Sends the mail that a message asks for. Whatever fails is thrown: the host brings the message again, and gives up to <see cref="RecordPoisonEmail"/>.</summary>
public sealed class DeliverEmail(DeliverLetter deliverLetter)
{
    /// <summary>The queue trigger.</summary>
    [Function("deliver-email")]
    public Task Run([QueueTrigger("%Email:Queue%")] string message, CancellationToken cancellation) =>
        deliverLetter.Run(
            JsonSerializer.Deserialize(message, EmailJson.Default.EmailRequest) ?? throw new JsonException("The message is null."),
            cancellation);
}
