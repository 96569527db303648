using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Serverless.Email;

namespace Serverless.Jobs.Queues;

/// <summary>
/// Sends the mail that a message asks for. What fails is thrown: the host brings the message again, and gives up to <see cref="RecordPoisonEmail"/>.
/// What can never be sent is kept as failed at once.
/// </summary>
public sealed class DeliverEmail(DeliverLetter deliverLetter, FailedMail failedMail)
{
    /// <summary>The queue trigger.</summary>
    [Function("deliver-email")]
    public async Task Run([QueueTrigger("%Email:Queue%")] string message, CancellationToken cancellation)
    {
        var request = JsonSerializer.Deserialize(message, EmailJson.Default.EmailRequest) ?? throw new JsonException("The message is null.");
        try
        {
            await deliverLetter.Run(request, cancellation);
        }
        catch (UndeliverableEmailException undeliverable)
        {
            await failedMail.Keep(message, undeliverable.Message, cancellation);
        }
    }
}
