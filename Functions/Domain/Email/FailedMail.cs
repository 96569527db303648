using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Serverless.Domain.Users;
using Serverless.Storage;
using Serverless.Telemetry;

namespace Serverless.Domain.Email;

/// <summary>Keeps the messages whose mail could not be sent in table Mail, for an operator to see and to send again, and says so in the log as an error.</summary>
public sealed partial class FailedMail(Tables tables, AccountStore accounts, TimeProvider time, Instruments instruments, ILogger<FailedMail> logger)
{
    /// <summary>Keeps one.</summary>
    /// <param name="message">The message as the queue brought it.</param>
    /// <param name="reason">Why it was given up, without an address.</param>
    /// <param name="cancellation">Cancels the write.</param>
    public async Task Keep(string message, string reason, CancellationToken cancellation)
    {
        // The key is the message itself: a second delivery of it finds its own row.
        var row = new TableEntity("poison", Key.Encode(message)) { ["Message"] = message, ["Failed"] = time.GetUtcNow(), ["Reason"] = reason };
        await tables.Mail.TryAdd(row, cancellation);
        instruments.MailGivenUp();
        LogPoison(logger, row.RowKey, reason);
        // Deleted meanwhile: his erasure may not have seen the row.
        if (UserOf(message) is > 0 and var user && await accounts.Read(user, cancellation) is null)
        {
            await tables.Mail.TryDelete(row, cancellation);
        }
    }

    /// <summary>The user to whom a message was to be sent; null if it says none, or is no request.</summary>
    public static long? UserOf(string? message)
    {
        try
        {
            return message is null ? null : JsonSerializer.Deserialize(message, EmailJson.Default.EmailRequest)?.UserId;
        }
        catch (JsonException)
        {
            return null; // a poison message can be anything
        }
    }

    [LoggerMessage(221, LogLevel.Error, "A mail could not be sent and was given up. It is kept in table Mail, partition poison, row {Row}. {Reason}")]
    private static partial void LogPoison(ILogger logger, string row, string reason);
}
