using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Serverless.Domain.Email;

namespace Serverless.Jobs.Queues;

/// <summary>
/// Handles messages that the queue gave up: puts the request back for later by <see cref="RetryPlan"/>. If the plan is exhausted or the message is no
/// request, it is stored as failed.
/// </summary>
public sealed partial class RecordPoisonEmail(EmailQueue queue, FailedEmails failedMail, OutagePause pause, ILogger<RecordPoisonEmail> logger)
{
    /// <summary>
    /// Handles a message of the poison queue. A message that is delivered twice puts the request back twice; the email's id makes that harmless.
    /// </summary>
    [Function("record-poison-email")]
    public Task Run([QueueTrigger("%Email:Queue%-poison")] string message, CancellationToken cancellation) =>
        pause.Run("record-poison-email", () => Record(message, cancellation), delay => queue.PutBack(message, delay, cancellation), cancellation);

    private async Task Record(string message, CancellationToken cancellation)
    {
        var request = Read(message);
        if (request is not null && RetryPlan.Next(request) is { } next)
        {
            await queue.Send(next.Request, cancellation, next.Delay);
            LogPutBack(logger, request.Id, next.Delay);
            return;
        }

        await failedMail.Keep(message, request is null ? "The message is no request." : "Every attempt failed.", cancellation);
    }

    private static EmailRequest? Read(string message)
    {
        try
        {
            return JsonSerializer.Deserialize(message, EmailJson.Default.EmailRequest);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(222, LogLevel.Warning, "Email {Id} could not be sent. The next attempt is in {Delay}.")]
    private static partial void LogPutBack(ILogger logger, long id, TimeSpan delay);
}
