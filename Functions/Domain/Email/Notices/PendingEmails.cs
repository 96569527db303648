using System.Text.Json;
using Microsoft.Extensions.Options;
using Serverless.Domain.Audit;
using Serverless.Domain.EmailTokens;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Email.Notices;

/// <summary>
/// Puts the emails about events into the queue. The transaction of a change writes them with the change, so neither a crash nor an outage loses them, and
/// no call waits for them. An event can arrive more than once: the row of its emails is gone then, or the ids of the emails make a repetition harmless.
/// </summary>
public sealed class PendingEmails(PendingEmailsRows rows, EmailQueue queue, IOptions<EmailOptions> options) : IAuditObserver
{
    /// <inheritdoc />
    public async Task Copied(long subjectId, AuditEvent happened, CancellationToken cancellation)
    {
        if (EventEmails.KindOf(happened) is not null && await rows.Find(subjectId, happened.Id, cancellation) is { } row)
        {
            await Queue(subjectId, row, cancellation);
        }
    }

    /// <summary>Puts all emails of a user into the queue. Call it before the rows of the user are erased.</summary>
    public async Task QueueAll(long userId, CancellationToken cancellation)
    {
        await foreach (var row in rows.OfUser(userId, cancellation))
        {
            await Queue(userId, row, cancellation);
        }
    }

    private async Task Queue(long userId, PendingEmailsRow row, CancellationToken cancellation)
    {
        foreach (var request in JsonSerializer.Deserialize(row.Requests, EmailJson.Default.EmailRequestArray) ?? [])
        {
            if (options.Value.SecurityNotices || request.Purpose != ActionPurpose.Notify)
            {
                await queue.Send(request, cancellation);
            }
        }

        await rows.Delete(userId, row.EventId, cancellation);
    }
}
