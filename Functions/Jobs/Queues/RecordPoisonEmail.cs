using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Serverless.Storage;
using Serverless.Telemetry;

namespace Serverless.Jobs.Queues;

/// <summary>Keeps the messages whose mail could not be sent in table Mail, for an operator to see and to send again, and says so in the log as an error.</summary>
public sealed partial class RecordPoisonEmail(Tables tables, TimeProvider time, Instruments instruments, ILogger<RecordPoisonEmail> logger)
{
    /// <summary>The queue trigger.</summary>
    [Function("record-poison-email")]
    public async Task Run([QueueTrigger("%Email:Queue%-poison")] string message, CancellationToken cancellation)
    {
        // The key is the message itself: a second delivery of it finds its own row.
        var row = new TableEntity("poison", Key.Encode(message)) { ["Message"] = message, ["Failed"] = time.GetUtcNow() };
        await tables.Mail.TryAdd(row, cancellation);
        instruments.MailGivenUp();
        LogPoison(logger, row.RowKey);
    }

    [LoggerMessage(221, LogLevel.Error, "A mail could not be sent and was given up. It is kept in table Mail, partition poison, row {Row}.")]
    private static partial void LogPoison(ILogger logger, string row);
}
