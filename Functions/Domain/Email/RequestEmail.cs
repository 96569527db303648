using Microsoft.Extensions.Logging;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.RateLimits;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Storage;
using Serverless.Storage.Outages;

namespace Serverless.Domain.Email;

/// <summary>Asks for a mail. What it costs and says does not depend on whether there is such a user: <see cref="DeliverLetter"/> decides.</summary>
public sealed partial class RequestEmail(Names names, EmailQueue queue, RecipientLimit limit, ILogger<RequestEmail> logger)
{
    /// <summary>For whoever has this name or address, if anybody.</summary>
    /// <param name="login">User name or email address as typed.</param>
    /// <param name="purpose">What the mail is for.</param>
    /// <param name="cancellation">Cancels reads and the message.</param>
    /// <param name="hours">How long the mailed token works; 0 for what the purpose says.</param>
    /// <returns>Null; or, if mail was asked for too often for this name or address, the time until it can be again.</returns>
    public async Task<TimeSpan?> Run(string login, ActionPurpose purpose, CancellationToken cancellation, int hours = 0)
    {
        var name = EmailAddress.Normalize(login);
        if (await limit.Take(name, cancellation) is { } wait)
        {
            return wait;
        }

        var user = await names.FindUser(name, orPending: purpose == ActionPurpose.ConfirmEmail, cancellation);
        await queue.Send(new EmailRequest(Ids.Random(), user?.Id ?? 0, purpose, Hours: hours), cancellation);
        return null;
    }

    /// <summary>
    /// For a user just made. If the queue cannot be reached now, the account stands all the same and the mail can be asked for again:
    /// a failure told here would only make the caller sign up twice.
    /// </summary>
    public async Task AfterSignUp(long userId, CancellationToken cancellation)
    {
        try
        {
            await queue.Send(new EmailRequest(Ids.Random(), userId, ActionPurpose.ConfirmEmail), cancellation);
        }
        catch (Exception exception) when (StorageFailure.IsOutage(exception, cancellation))
        {
            LogMailNotQueued(logger, userId, StorageFailure.Describe(exception));
        }
    }

    /// <summary>
    /// For the addresses that a change of email is about. If the queue cannot be reached now, the change stands all the same: a failure told here would
    /// only make the caller change it twice.
    /// </summary>
    /// <param name="change">The change that was written; null if there is none.</param>
    /// <param name="cancellation">Cancels the messages.</param>
    public async Task AfterChange(AccountChange? change, CancellationToken cancellation)
    {
        if (change is null)
        {
            return;
        }

        try
        {
            foreach (var (id, purpose) in change.Mail)
            {
                await queue.Send(new EmailRequest(id, change.User.Id, purpose), cancellation);
            }
        }
        catch (Exception exception) when (StorageFailure.IsOutage(exception, cancellation))
        {
            LogNoticeNotQueued(logger, change.User.Id, StorageFailure.Describe(exception));
        }
    }

    [LoggerMessage(202, LogLevel.Error, "The emails about the changed address of user {UserId} could not be queued. {Reason}")]
    private static partial void LogNoticeNotQueued(ILogger logger, long userId, string reason);

    [LoggerMessage(201, LogLevel.Error, "The confirmation mail of new user {UserId} could not be queued; he can ask for it again. {Reason}")]
    private static partial void LogMailNotQueued(ILogger logger, long userId, string reason);
}
