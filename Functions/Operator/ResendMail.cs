using System.Text.Json;
using Serverless.Domain.Email;
using Serverless.Storage.Rows;

namespace Serverless.Operator;

/// <summary>Puts emails that were given up back into the queue, with all attempts. Rows that are no request are kept.</summary>
/// <remarks>The message is sent before the row is deleted. An interrupted run sends a request twice, which the email's id makes harmless.</remarks>
public sealed class ResendMail(FailedEmailRows rows, EmailQueue queue)
{
    /// <summary>Puts all requests back.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        await queue.Create(cancellation);
        var (sent, left) = (0, 0);
        await foreach (var row in rows.All(cancellation))
        {
            if (Request(row.Message) is not { } request)
            {
                left++;
                continue;
            }

            await queue.Send(request with { Attempt = 0, Requested = null }, cancellation);
            await rows.TryDelete(row, cancellation);
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
