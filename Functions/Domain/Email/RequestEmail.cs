using Microsoft.Extensions.Logging;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.RateLimits;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Storage;
using Serverless.Storage.Outages;

namespace Serverless.Domain.Email;

/// <summary>
/// Requests emails. Cost and result do not depend on whether the user exists: <see cref="EmailDelivery"/> decides that.
/// </summary>
public sealed partial class RequestEmail(Names names, EmailQueue queue, RecipientLimit limit, ILogger<RequestEmail> logger)
{
    /// <summary>Requests an email for the user with this name or email address, if there is one.</summary>
    /// <param name="login">The user name or email address as typed.</param>
    /// <param name="purpose">The purpose of the email.</param>
    /// <param name="cancellation">Cancels reads and the message.</param>
    /// <param name="hours">The lifetime of the token in the email; 0 for the default of the purpose.</param>
    /// <returns>Null; or, if emails were requested too often for this name or email address, the time until a request is allowed.</returns>
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
    /// Requests the email that asks for confirmation of an email address that was just stored. If the queue cannot be reached now, the account still has
    /// the email address, and the email can be requested again. An error would only make the caller repeat the call.
    /// </summary>
    public Task Confirm(long userId, CancellationToken cancellation) => TrySend(userId, ActionPurpose.ConfirmEmail, cancellation);

    /// <summary>Requests the email that invites a user whose account was just created. If the queue cannot be reached now, the account still exists.</summary>
    /// <returns>Whether the email is requested. If not, an administrator can send it again.</returns>
    public Task<bool> Invite(long userId, CancellationToken cancellation) => TrySend(userId, ActionPurpose.Invite, cancellation);

    /// <summary>Requests the confirmation of an email address that a change set.</summary>
    /// <param name="made">The change; null if it was not made.</param>
    /// <param name="cancellation">Cancels the message.</param>
    public Task AfterChange(AccountChange? made, CancellationToken cancellation) =>
        made is { WantsConfirmation: true } ? Confirm(made.User.Id, cancellation) : Task.CompletedTask;

    private async Task<bool> TrySend(long userId, ActionPurpose purpose, CancellationToken cancellation)
    {
        try
        {
            await queue.Send(new EmailRequest(Ids.Random(), userId, purpose), cancellation);
            return true;
        }
        catch (Exception exception) when (StorageFailure.IsOutage(exception, cancellation))
        {
            LogMailNotQueued(logger, purpose, userId, StorageFailure.Describe(exception));
            return false;
        }
    }

    [LoggerMessage(201, LogLevel.Error, "The email ({Purpose}) of user {UserId} could not be queued. It can be requested again. {Reason}")]
    private static partial void LogMailNotQueued(ILogger logger, ActionPurpose purpose, long userId, string reason);
}
