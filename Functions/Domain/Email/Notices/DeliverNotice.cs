using Microsoft.Extensions.Logging;
using Serverless.Domain.CallLog;
using Serverless.Domain.Settings;
using Serverless.Domain.Users;
using Serverless.Storage.Rows;
using Serverless.Telemetry;

namespace Serverless.Domain.Email.Notices;

/// <summary>Sends an email about a security event.</summary>
/// <remarks>
/// The event and the queue deliver at least once. Therefore a row contains the progress of the first run. A run claims the email before it sends it, and a run
/// that fails ends its claim. The recipient and the facts come with the request: the user can be changed or erased when the email is sent.
/// </remarks>
public sealed partial class DeliverNotice(
    EmailClaimRows claims, AccountStore accounts, SecurityNoticeEmail noticeEmail, EmailStyles styles, SettingsStore settings, IEmailTransport transport, NoticeLimit noticeLimit, EventCounts counts, TimeProvider time,
    Instruments instruments, ILogger<DeliverNotice> logger)
{
    /// <summary>The time for which an email is known; longer than all attempts together.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(7);

    /// <summary>Sends the email, unless it was sent already.</summary>
    /// <exception cref="UndeliverableEmailException">The email can never be sent.</exception>
    /// <exception cref="EmailInProgressException">Another run is sending the email; the message must be delivered again.</exception>
    public async Task Run(EmailRequest request, CancellationToken cancellation)
    {
        if (request.Notice is not { To: { } recipient } facts || await Claim(request.Id, cancellation) is not { } claim)
        {
            return;
        }

        try
        {
            if (await IsWanted(request.Id, claim, recipient, facts, cancellation))
            {
                await Send(request, recipient, facts, cancellation);
            }
        }
        catch
        {
            // Ends the claim: without this, the email would be tried again only after the claim expires.
            await claims.TryWrite(claim with { ClaimedUntil = time.GetUtcNow() }, cancellation);
            throw;
        }

        await claims.TryWrite(claim with { IsSettled = true }, cancellation);
    }

    /// <summary>Returns the claim of this run; null if nothing is left to do.</summary>
    private async Task<EmailClaimRow?> Claim(long id, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var mine = new EmailClaimRow { Id = id, ClaimedUntil = now + EmailDelivery.ClaimTime, Expires = now + Remembered };
        if (await claims.TryWrite(mine, cancellation) is { } first)
        {
            return first;
        }

        return await claims.Find(id, cancellation) switch
        {
            { IsSettled: true } => null,
            { } other when other.ClaimedUntil <= now && await claims.TryWrite(other with { ClaimedUntil = mine.ClaimedUntil, IsRepeated = true }, cancellation) is { } taken => taken,
            _ => throw new EmailInProgressException(),
        };
    }

    private async Task<bool> IsWanted(long id, EmailClaimRow claim, string recipient, NoticeFacts facts, CancellationToken cancellation)
    {
        if (claim.IsRepeated)
        {
            // It was counted by the first run, which may have sent it.
            return !await transport.WasDelivered(id, cancellation);
        }

        if (await noticeLimit.TrySend(MailboxOf.Address(recipient), facts.Kind, cancellation))
        {
            return true;
        }

        LogTooMany(logger, id, facts.Kind);
        return false;
    }

    private async Task Send(EmailRequest request, string recipient, NoticeFacts facts, CancellationToken cancellation)
    {
        var stored = await settings.Current(cancellation);
        var user = await accounts.Read(request.UserId, cancellation);
        var email = noticeEmail.Write(request.Id, recipient, user?.Name, facts, await styles.Of(EmailKind.SecurityNotice, user is null ? facts.Locale : user.Locale, cancellation));
        try
        {
            await transport.Deliver(email with { From = stored.SmtpFrom }, cancellation);
        }
        catch (Exception exception) when (exception is not EmailNotSentException)
        {
            instruments.MailFailed();
            throw;
        }

        instruments.MailSent();
        counts.Count(CountedEvent.EmailSent);
        LogSent(logger, request.Id, facts.Kind, request.UserId);
    }

    [LoggerMessage(215, LogLevel.Information, "Email {Id} ({Kind}) to user {UserId} was handed to the transport.")]
    private static partial void LogSent(ILogger logger, long id, NoticeKind kind, long userId);

    [LoggerMessage(216, LogLevel.Information, "Email {Id} ({Kind}) was not sent: its email address reached the limit of emails about such events.")]
    private static partial void LogTooMany(ILogger logger, long id, NoticeKind kind);
}
