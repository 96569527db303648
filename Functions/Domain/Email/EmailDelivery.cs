using Microsoft.Extensions.Logging;
using Serverless.Domain.CallLog;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.Settings;
using Serverless.Domain.Users;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Storage.Rows;
using Serverless.Telemetry;

namespace Serverless.Domain.Email;

/// <summary>
/// Processes one email request: creates the action token, stores its hash, sends the email and marks it as sent. Only this code and the email have
/// the secret.
/// </summary>
/// <remarks>
/// <para>Queues deliver at least once. The request, the token's record and the email have one id, and the user row holds the last ids. So a repeated
/// delivery finds the result of the first run:</para>
/// <list type="bullet">
/// <item>marked as sent, used, or replaced by a newer token: there is nothing to do;</item>
/// <item>claimed by a run that may still be active: the message is retried later;</item>
/// <item>stored but not marked: the first run crashed, or its delivery failed. If the transport has a record of the email, only the mark is missing.
/// Otherwise the email is sent again with a new secret and the same ids.</item>
/// </list>
/// <para>An interrupted delivery may have arrived, and its secret is lost here. Its token stays valid beside the new one (see
/// <see cref="ActionSecrets"/>), unless the transport reports that the email did not go out.</para>
/// </remarks>
public sealed partial class EmailDelivery(
    AccountStore accounts, EmailComposer composer, EmailStyles styles, SettingsStore settings, IEmailTransport transport, RecipientLimit recipientLimit, EventCounts counts, TimeProvider time, Instruments instruments,
    ILogger<EmailDelivery> logger)
{
    /// <summary>The time for which a run claims an email; longer than any transport takes.</summary>
    public static readonly TimeSpan ClaimTime = TimeSpan.FromMinutes(5);

    private const int RememberedRequests = 20;
    private const int Tries = 5;

    /// <summary>Sends the email, unless it is no longer needed or was sent already.</summary>
    /// <exception cref="UndeliverableEmailException">The email can never be sent.</exception>
    /// <exception cref="EmailInProgressException">Another run is sending the email; the message must be delivered again.</exception>
    public async Task Run(EmailRequest request, CancellationToken cancellation)
    {
        var stored = await settings.Current(cancellation);
        var isCounted = false;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            if (await accounts.Read(request.UserId, cancellation) is not { } user || Recipient(user, request) is not { } recipient)
            {
                LogNotWanted(logger, request.Id, request.Purpose);
                return;
            }

            var before = user.HandledMail.Contains(request.Id) ? await accounts.FindAction(request.UserId, request.Id, cancellation) : null;
            if (user.HandledMail.Contains(request.Id) && await IsSettled(request, before, cancellation))
            {
                return;
            }

            // The link that undoes a change is never held back: an attacker would use up the limit with other emails first. It is not counted either:
            // an attacker would use up the limit of password resets with changes.
            if (!isCounted && !user.HandledMail.Contains(request.Id) && request.Purpose != ActionPurpose.UndoEmailChange
                && !await recipientLimit.TrySend(MailboxOf.Address(recipient), cancellation))
            {
                LogTooMany(logger, request.Id, request.Purpose);
                return;
            }

            isCounted = true;
            // Read before the token is stored, so that nothing but the delivery can fail between the two.
            var style = await styles.Of(EmailKind.Of(request.Purpose), user.Locale, cancellation);
            // Decided on this version of the user. If the user changed meanwhile, it is decided again.
            if (await TryIssue(user, recipient, request, before, cancellation) is { } credential)
            {
                await Send(user, recipient, request, credential, style, stored, cancellation);
                await Mark(request, action => action with { Sent = true }, cancellation);
                return;
            }

            await Contention.Pause(attempt, cancellation);
        }

        throw new EmailInProgressException("The user kept changing.");
    }

    /// <summary>Returns the email address of the recipient; null if the email is no longer needed.</summary>
    private string? Recipient(User user, EmailRequest request) => request.Purpose switch
    {
        _ when !user.Enabled => null,
        ActionPurpose.ConfirmEmail => user.ShownEmailConfirmed ? null : NotGenerated(user.ShownEmail),
        ActionPurpose.ResetPassword => NotGenerated(user.Email),
        ActionPurpose.Invite => user.CanBeInvited ? user.Email : null,
        ActionPurpose.UndoEmailChange => user.FormerEmails.FirstOrDefault(one => one.MailId == request.Id && one.IsConfirmed && one.Until > time.GetUtcNow())?.Address,
        _ => null, // of an older version
    };

    private static string? NotGenerated(string? email) => email is null || GeneratedAccount.IsAddress(email) ? null : email;

    /// <summary>Stores a new token for the email. Returns null if the user changed meanwhile.</summary>
    private async Task<Credential?> TryIssue(User user, string recipient, EmailRequest request, ActionRow? before, CancellationToken cancellation)
    {
        var credential = Credential.Create(request.Purpose.Kind(), user.Id, request.Id);
        var now = time.GetUtcNow();
        var change = new AccountChange(user);
        change.AddAction(request.Purpose, credential, ActionSecrets.Issue(credential, recipient, now + request.Lifetime, now + ClaimTime, before));
        change.User = change.User with { HandledMail = [.. user.HandledMail.Except([request.Id]).TakeLast(RememberedRequests - 1), request.Id] };
        return await accounts.TryCommit(Actor.Nobody, change, cancellation) ? credential : null;
    }

    /// <summary>Returns whether a request that was begun earlier needs nothing more.</summary>
    private async Task<bool> IsSettled(EmailRequest request, ActionRow? before, CancellationToken cancellation)
    {
        if (before is not { Sent: false })
        {
            return true;
        }

        if (await transport.WasDelivered(request.Id, cancellation))
        {
            await Mark(request, action => action with { Sent = true }, cancellation);
            return true;
        }

        return before.ClaimedUntil > time.GetUtcNow() ? throw new EmailInProgressException("Another run has this email.") : false;
    }

    private async Task Send(User user, string recipient, EmailRequest request, Credential credential, EmailStyle style, StoredSettings stored, CancellationToken cancellation)
    {
        try
        {
            var email = composer.Write(request, recipient, user.Name, credential.Text, style);
            await transport.Deliver(email with { From = stored.SmtpFrom }, cancellation);
        }
        catch (EmailNotSentException)
        {
            await Mark(request, action => action.Without(credential), cancellation);
            throw;
        }
        catch
        {
            instruments.MailFailed();
            // Ends the claim: without this, the email would be retried only after the claim expires.
            await Mark(request, action => action, cancellation);
            throw;
        }

        instruments.MailSent();
        counts.Count(CountedEvent.EmailSent);
        LogSent(logger, request.Id, request.Purpose, request.UserId);
    }

    /// <summary>Stores the outcome of the run and ends its claim.</summary>
    private async Task Mark(EmailRequest request, Func<ActionRow, ActionRow> outcome, CancellationToken cancellation)
    {
        // A missing or changed row means that the token was used or replaced meanwhile: there is nothing to mark.
        if (await accounts.FindAction(request.UserId, request.Id, cancellation) is { } action)
        {
            await accounts.TryUpdate(outcome(action) with { ClaimedUntil = time.GetUtcNow() }, cancellation);
        }
    }

    [LoggerMessage(211, LogLevel.Information, "Email {Id} ({Purpose}) to user {UserId} was handed to the transport.")]
    private static partial void LogSent(ILogger logger, long id, ActionPurpose purpose, long userId);

    [LoggerMessage(212, LogLevel.Information, "Email {Id} ({Purpose}) was not sent: the user does not exist, has no email address of their own, or has confirmed it already.")]
    private static partial void LogNotWanted(ILogger logger, long id, ActionPurpose purpose);

    [LoggerMessage(213, LogLevel.Information, "Email {Id} ({Purpose}) was not sent: its email address reached the limit of emails.")]
    private static partial void LogTooMany(ILogger logger, long id, ActionPurpose purpose);
}
