using Microsoft.Extensions.Logging;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Permissions;
using Serverless.Domain.RateLimits;
using Serverless.Domain.Settings;
using Serverless.Domain.Users;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Telemetry;

namespace Serverless.Domain.Email;

/// <summary>
/// Carries out one mail request: makes the action token, writes its hash, sends the letter, marks it as sent. The secret exists only here and
/// in the letter.
/// </summary>
/// <remarks>
/// <para>Queues deliver at least once. The request's id is also the token's record id and the letter's id, and the user row remembers the last
/// ones, so a repetition finds what the first run did:</para>
/// <list type="bullet">
/// <item>marked as sent, or used, or replaced by a newer one: nothing to do;</item>
/// <item>claimed by a run that may still be going: come back later;</item>
/// <item>written but not marked: the first run died, or its delivery failed. If the transport knows the letter, only the mark is missing; else the
/// letter is sent again with a new secret, under the same ids.</item>
/// </list>
/// <para>A delivery that broke off may have arrived all the same, and its secret is lost here: it stays valid beside the new one (see
/// <see cref="ActionRow"/>), unless the transport knows that the letter did not go out.</para>
/// </remarks>
public sealed partial class DeliverLetter(
    AccountStore accounts, Letters letters, SettingsStore settings, IEmailTransport transport, RecipientLimit recipientLimit, TimeProvider time, Instruments instruments,
    ILogger<DeliverLetter> logger)
{
    /// <summary>How long a run has the letter to itself; longer than any transport takes.</summary>
    public static readonly TimeSpan ClaimTime = TimeSpan.FromMinutes(5);

    private const int RememberedRequests = 20;
    private const int Tries = 5;

    /// <summary>Sends the letter, unless it is not wanted any more or was sent already.</summary>
    /// <exception cref="UndeliverableEmailException">The letter can never be sent.</exception>
    /// <exception cref="LetterInProgressException">Another run has the letter; the message must come again.</exception>
    public async Task Run(EmailRequest request, CancellationToken cancellation)
    {
        // Later rounds wait on purpose, see RetryPlan.
        if (request is { Attempt: 0, Requested: { } requested })
        {
            instruments.MailWaited(time.GetUtcNow() - requested);
        }

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

            // The link that undoes a change is counted but never held back: a thief would ask for other emails first.
            if (!isCounted && !user.HandledMail.Contains(request.Id)
                && !await recipientLimit.TrySend(MailboxOf.Address(recipient), cancellation)
                && request.Purpose != ActionPurpose.UndoEmailChange)
            {
                LogTooMany(logger, request.Id, request.Purpose);
                return;
            }

            isCounted = true;
            // Decided on this very state of the user; if he changed meanwhile, it is decided again.
            if (await TryIssue(user, recipient, request, before, cancellation) is { } credential)
            {
                await Send(user, recipient, request, credential, stored, cancellation);
                await Mark(request, action => action.Sent = true, cancellation);
                return;
            }

            await Contention.Pause(attempt, cancellation);
        }

        throw new LetterInProgressException("The user kept changing.");
    }

    /// <summary>The address that the letter goes to; null if it is not wanted any more.</summary>
    private string? Recipient(User user, EmailRequest request) => request.Purpose switch
    {
        _ when !user.Enabled => null,
        ActionPurpose.ConfirmEmail => user.ShownEmailConfirmed ? null : NotGenerated(user.ShownEmail),
        ActionPurpose.ResetPassword => NotGenerated(user.Email),
        _ => user.FormerEmails.FirstOrDefault(one => one.MailId == request.Id && one.Until > time.GetUtcNow())?.Address,
    };

    private static string? NotGenerated(string? email) => email is null || GeneratedAccount.IsAddress(email) ? null : email;

    /// <summary>Writes a new token for the letter; null if the user changed meanwhile.</summary>
    private async Task<Credential?> TryIssue(User user, string recipient, EmailRequest request, ActionRow? before, CancellationToken cancellation)
    {
        var credential = Credential.Create(request.Purpose.Kind(), user.Id, request.Id);
        var now = time.GetUtcNow();
        var change = new AccountChange(user);
        change.AddAction(request.Purpose, credential, new ActionRow(credential, recipient, now + request.Lifetime, now + ClaimTime, before));
        change.User = change.User with { HandledMail = [.. user.HandledMail.Except([request.Id]).TakeLast(RememberedRequests - 1), request.Id] };
        return await accounts.TryCommit(Actor.Nobody, change, cancellation) ? credential : null;
    }

    /// <summary>Whether a request that was begun before needs nothing more.</summary>
    private async Task<bool> IsSettled(EmailRequest request, ActionRow? before, CancellationToken cancellation)
    {
        if (before is not { Sent: false })
        {
            return true;
        }

        if (await transport.WasDelivered(request.Id, cancellation))
        {
            await Mark(request, action => action.Sent = true, cancellation);
            return true;
        }

        return before.ClaimedUntil > time.GetUtcNow() ? throw new LetterInProgressException("Another run has this letter.") : false;
    }

    private async Task Send(User user, string recipient, EmailRequest request, Credential credential, StoredSettings stored, CancellationToken cancellation)
    {
        try
        {
            var letter = letters.Write(request.Purpose, request.Id, recipient, user.Name, credential.Text, request.Lifetime, stored.AppUrl);
            await transport.Deliver(letter with { From = stored.SmtpFrom }, cancellation);
        }
        catch (EmailNotSentException)
        {
            await Mark(request, action => action.Forget(credential), cancellation);
            throw;
        }
        catch
        {
            instruments.MailFailed();
            // Unmarked it would be repeated, too, but only when the claim runs out.
            await Mark(request, _ => { }, cancellation);
            throw;
        }

        instruments.MailSent();
        LogSent(logger, request.Id, request.Purpose, request.UserId);
    }

    /// <summary>Writes how the run ended, and that it has ended.</summary>
    private async Task Mark(EmailRequest request, Action<ActionRow> outcome, CancellationToken cancellation)
    {
        // Gone or changed means that the token was used or replaced meanwhile: then there is nothing to mark.
        if (await accounts.FindAction(request.UserId, request.Id, cancellation) is { } action)
        {
            outcome(action);
            action.ClaimedUntil = time.GetUtcNow();
            await accounts.TryUpdate(action, cancellation);
        }
    }

    [LoggerMessage(211, LogLevel.Information, "Mail {Id} ({Purpose}) to user {UserId} was handed to the transport.")]
    private static partial void LogSent(ILogger logger, long id, ActionPurpose purpose, long userId);

    [LoggerMessage(212, LogLevel.Information, "Mail {Id} ({Purpose}) was not sent: there is no such user, he has no address of his own, or it is confirmed already.")]
    private static partial void LogNotWanted(ILogger logger, long id, ActionPurpose purpose);

    [LoggerMessage(213, LogLevel.Information, "Mail {Id} ({Purpose}) was not sent: its address got as many emails as it may get in a while.")]
    private static partial void LogTooMany(ILogger logger, long id, ActionPurpose purpose);
}
