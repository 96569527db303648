using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Serverless.Domain.CallLog;
using Serverless.Domain.Email;
using Serverless.Domain.Email.Notices;
using Serverless.Domain.EmailTokens;
using Serverless.Telemetry;

namespace Serverless.Jobs.Queues;

/// <summary>
/// Sends the email that a message requests. Failures are thrown: the host delivers the message again, and finally passes it to
/// <see cref="RecordPoisonEmail"/>. An email to an undeliverable email address is discarded here: users can enter any email address, so an operator need not see it.
/// </summary>
public sealed partial class DeliverEmail(EmailDelivery emailDelivery, DeliverNotice deliverNotice, EmailQueue queue, OutagePause pause, EventCounts counts, TimeProvider time, Instruments instruments, ILogger<DeliverEmail> logger)
{
    /// <summary>Handles a message of the queue.</summary>
    [Function("deliver-email")]
    public Task Run([QueueTrigger("%Email:Queue%")] string message, CancellationToken cancellation) =>
        pause.Run("deliver-email", () => Deliver(message, cancellation), delay => queue.PutBack(message, delay, cancellation), cancellation);

    private async Task Deliver(string message, CancellationToken cancellation)
    {
        var request = JsonSerializer.Deserialize(message, EmailJson.Default.EmailRequest) ?? throw new JsonException("The message is null.");
        // Later rounds are delayed on purpose, see RetryPlan.
        if (request is { Attempt: 0, Requested: { } requested })
        {
            instruments.MailWaited(time.GetUtcNow() - requested);
        }

        try
        {
            await (request.Purpose == ActionPurpose.Notify ? deliverNotice.Run(request, cancellation) : emailDelivery.Run(request, cancellation));
        }
        catch (EmailNotSentException refused) when (refused is UndeliverableEmailException || (refused is RecipientNotReachedException && RetryPlan.Next(request) is null))
        {
            instruments.MailUndeliverable();
            counts.Count(CountedEvent.EmailUndeliverable);
            LogUndeliverable(logger, refused.Message);
        }
    }

    [LoggerMessage(214, LogLevel.Information, "An email was given up because its recipient cannot be reached. {Reason}")]
    private static partial void LogUndeliverable(ILogger logger, string reason);
}
