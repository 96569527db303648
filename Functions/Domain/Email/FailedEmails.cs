using System.Text.Json;
using Microsoft.Extensions.Logging;
using Serverless.Domain.CallLog;
using Serverless.Domain.Users;
using Serverless.Storage.Rows;
using Serverless.Telemetry;

namespace Serverless.Domain.Email;

/// <summary>Stores messages whose email could not be sent in table Mail, so that an operator can send them again, and logs each as an error.</summary>
public sealed partial class FailedEmails(FailedEmailRows rows, AccountStore accounts, EventCounts counts, TimeProvider time, Instruments instruments, ILogger<FailedEmails> logger)
{
    /// <summary>Stores one message.</summary>
    /// <param name="message">The message as the queue delivered it.</param>
    /// <param name="reason">Why the email was given up, without an email address.</param>
    /// <param name="cancellation">Cancels the write.</param>
    public async Task Keep(string message, string reason, CancellationToken cancellation)
    {
        var row = await rows.Add(message, time.GetUtcNow(), reason, cancellation);
        instruments.MailGivenUp();
        counts.Count(CountedEvent.EmailGivenUp);
        LogPoison(logger, row.Key, reason);
        // If the user was erased meanwhile, their erasure may have missed the row.
        if (UserOf(message) is > 0 and var user && await accounts.Read(user, cancellation) is null)
        {
            await rows.TryDelete(row, cancellation);
        }
    }

    /// <summary>Deletes the messages of a user who is being erased.</summary>
    public async Task Erase(long userId, CancellationToken cancellation)
    {
        await foreach (var row in rows.All(cancellation))
        {
            if (UserOf(row.Message) == userId)
            {
                await rows.TryDelete(row, cancellation);
            }
        }
    }

    /// <summary>Returns the emails to a user that could not be sent. Reads the whole table, which always has few rows.</summary>
    public IAsyncEnumerable<FailedEmailRow> OfUser(long userId, CancellationToken cancellation) => rows.All(cancellation).Where(row => UserOf(row.Message) == userId);

    /// <summary>Returns the number of messages that are stored, at most as many as one request reads.</summary>
    public Task<int> Count(CancellationToken cancellation) => rows.Count(cancellation);

    /// <summary>Returns the user to whom a message was to be sent; null if the message names none, or is no request.</summary>
    private static long? UserOf(string? message)
    {
        try
        {
            return message is null ? null : JsonSerializer.Deserialize(message, EmailJson.Default.EmailRequest)?.UserId;
        }
        catch (JsonException)
        {
            return null; // a poison message can have any content
        }
    }

    [LoggerMessage(221, LogLevel.Error, "An email could not be sent and was given up. It is kept in table Mail, partition poison, row {Row}. {Reason}")]
    private static partial void LogPoison(ILogger logger, string row, string reason);
}
