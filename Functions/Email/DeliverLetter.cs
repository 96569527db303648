using Microsoft.Extensions.Logging;
using Serverless.Accounts;
using Serverless.Security;
using Serverless.Telemetry;

namespace Serverless.Email;

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
/// <item>written but not marked: the first run died. If the transport knows the letter, only the mark is missing; else no letter went
/// out as far as anybody can tell, and a new secret takes the place of the lost one, under the same ids.</item>
/// </list>
/// </remarks>
public sealed partial class DeliverLetter(AccountStore accounts, Letters letters, IEmailTransport transport, TimeProvider time, Instruments instruments, ILogger<DeliverLetter> logger)
{
    /// <summary>How long a run has the letter to itself; longer than any transport takes.</summary>
    public static readonly TimeSpan ClaimTime = TimeSpan.FromMinutes(5);

    private const int RememberedRequests = 20;
    private const int Tries = 5;

    /// <summary>Sends the letter, unless it is not wanted any more or was sent already.</summary>
    /// <exception cref="LetterInProgressException">Another run has the letter; the message must come again.</exception>
    public async Task Run(EmailRequest request, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            if (await accounts.Read(request.UserId, cancellation) is not { } user || !IsWanted(user, request.Purpose))
            {
                LogNotWanted(logger, request.Id, request.Purpose);
                return;
            }

            if (user.HandledMail.Contains(request.Id) && await IsSettled(request, cancellation))
            {
                return;
            }

            // Decided on this very state of the user; if he changed meanwhile, it is decided again.
            if (await TryIssue(user, request, cancellation) is { } credential)
            {
                await Send(user, request, credential, cancellation);
                await Mark(request, sent: true, cancellation);
                return;
            }
        }

        throw new LetterInProgressException("The user kept changing.");
    }

    private static bool IsWanted(User user, ActionPurpose purpose) =>
        user is { Enabled: true, Email: not null } && !(purpose == ActionPurpose.ConfirmEmail && user.EmailConfirmed);

    /// <summary>Writes a new token for the letter; null if the user changed meanwhile.</summary>
    private async Task<Credential?> TryIssue(User user, EmailRequest request, CancellationToken cancellation)
    {
        var credential = Credential.Create(request.Purpose.Kind(), user.Id, request.Id);
        var now = time.GetUtcNow();
        var change = new AccountChange(user);
        change.AddAction(request.Purpose, credential, new ActionRow(credential, user.Email!, now + request.Purpose.Lifetime(), now + ClaimTime));
        change.User = change.User with { HandledMail = [.. user.HandledMail.Except([request.Id]).TakeLast(RememberedRequests - 1), request.Id] };
        return await accounts.TryCommit(change, cancellation) ? credential : null;
    }

    /// <summary>Whether a request that was begun before needs nothing more.</summary>
    private async Task<bool> IsSettled(EmailRequest request, CancellationToken cancellation)
    {
        if (await accounts.FindAction(request.UserId, request.Id, cancellation) is not { Sent: false } action)
        {
            return true;
        }

        if (await transport.WasDelivered(request.Id, cancellation))
        {
            await Mark(request, sent: true, cancellation);
            return true;
        }

        return action.ClaimedUntil > time.GetUtcNow() ? throw new LetterInProgressException("Another run has this letter.") : false;
    }

    private async Task Send(User user, EmailRequest request, Credential credential, CancellationToken cancellation)
    {
        var letter = request.Purpose == ActionPurpose.ConfirmEmail
            ? letters.ConfirmEmail(request.Id, user.Email!, user.Name, credential.Text)
            : letters.ResetPassword(request.Id, user.Email!, user.Name, credential.Text);
        try
        {
            await transport.Deliver(letter, cancellation);
        }
        catch
        {
            // Let the repetition try at once instead of waiting for the claim to run out.
            instruments.MailFailed();
            await Mark(request, sent: false, cancellation);
            throw;
        }

        instruments.MailSent();
        LogSent(logger, request.Id, request.Purpose, request.UserId);
    }

    private async Task Mark(EmailRequest request, bool sent, CancellationToken cancellation)
    {
        // Gone or changed means that the token was used or replaced meanwhile: then there is nothing to mark.
        if (await accounts.FindAction(request.UserId, request.Id, cancellation) is { } action)
        {
            action.Sent = sent;
            action.ClaimedUntil = time.GetUtcNow();
            await accounts.TryUpdate(action, cancellation);
        }
    }

    [LoggerMessage(211, LogLevel.Information, "Mail {Id} ({Purpose}) to user {UserId} was handed to the transport.")]
    private static partial void LogSent(ILogger logger, long id, ActionPurpose purpose, long userId);

    [LoggerMessage(212, LogLevel.Information, "Mail {Id} ({Purpose}) was not sent: there is no such user, he has no address, or it is confirmed already.")]
    private static partial void LogNotWanted(ILogger logger, long id, ActionPurpose purpose);
}
