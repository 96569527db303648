using System.Text.Json;
using Azure.Data.Tables;
using Serverless.Domain.Email;
using Serverless.Storage;

namespace Serverless.Operator;

/// <summary>Puts the mail that was given up back into the queue, for all attempts anew. What is no request stays where it is.</summary>
/// <remarks>The queue first: a run that ends in between sends a request twice, which the mail's id makes harmless.</remarks>
public sealed class ResendMail(Tables tables, EmailQueue queue)
{
    /// <summary>Puts all of it back.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        await queue.Create(cancellation);
        var (sent, left) = (0, 0);
        await foreach (var row in tables.Mail.QueryAsync<TableEntity>(cancellationToken: cancellation))
        {
            if (Request(row.GetString("Message")) is not { } request)
            {
                left++;
                continue;
            }

            await queue.Send(request with { Attempt = 0, Requested = null }, cancellation);
            await tables.Mail.TryDelete(row, cancellation);
            sent++;
        }

        Console.WriteLine($"{sent} mails are in the queue again." + (left > 0 ? $" {left} messages in table Mail are no requests of mail; look at them and delete them." : ""));
    }

    private static EmailRequest? Request(string? message)
    {
        try
        {
            return message is null ? null : JsonSerializer.Deserialize(message, EmailJson.Default.EmailRequest);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
