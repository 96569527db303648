using Microsoft.Extensions.Logging;
using Serverless.Domain.RateLimits;
using Serverless.Domain.Settings;
using Serverless.Storage;

namespace Serverless.Domain.Email;

/// <summary>Sends an email with sample values to an administrator, who waits for it. It counts for the limit of their mailbox.</summary>
public sealed partial class SendSample(SampleEmail sample, SettingsStore settings, IEmailTransport transport, RecipientLimit limit, TimeProvider time, ILogger<SendSample> logger)
{
    /// <summary>The time limit of the delivery.</summary>
    public static readonly TimeSpan TotalTime = TimeSpan.FromSeconds(15);

    /// <summary>Sends the email.</summary>
    /// <param name="address">The confirmed email address of the administrator.</param>
    /// <param name="kind">The kind of email.</param>
    /// <param name="style">The language, the look and the template.</param>
    /// <param name="cancellation">Ends the delivery.</param>
    /// <returns>Whether it was sent, and the time until another one is allowed if the limit was reached.</returns>
    public async Task<(bool IsSent, TimeSpan? Wait)> Run(string address, EmailKind kind, EmailStyle style, CancellationToken cancellation)
    {
        if (await limit.TakeSent(MailboxOf.Address(address), cancellation) is { } wait)
        {
            return (false, wait);
        }

        using var timeout = new CancellationTokenSource(TotalTime, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        var id = Ids.Random();
        try
        {
            var stored = await settings.Current(cancellation);
            await transport.Deliver(sample.Write(id, address, kind, style) with { From = stored.SmtpFrom }, ending.Token);
            return (true, null);
        }
        catch (Exception exception) when (exception is EmailNotSentException || timeout.IsCancellationRequested || SmtpFailure.IsExpected(exception))
        {
            LogNotSent(logger, id, exception.Message);
            return (false, null);
        }
    }

    [LoggerMessage(228, LogLevel.Warning, "Email {Id} with sample values was not sent. {Reason}")]
    private static partial void LogNotSent(ILogger logger, long id, string reason);
}
