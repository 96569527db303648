using Serverless.Domain.Audit;
using Serverless.Domain.CallLog;
using Serverless.Domain.Email;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Notifications;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Domain.PersonalData;

/// <summary>Collects all that is stored of a user.</summary>
/// <remarks>
/// Two kinds of rows are left out, because nothing leads from them to a user: rate limits, whose keys are keyed hashes, and the rows of the user index,
/// which repeat the data of the user row. The parts are read one after the other, so a change in between can be in one part and not in another.
/// </remarks>
public sealed class CollectUserData(AccountStore accounts, SecondFactorRows factors, NotificationStore notifications, FailedEmails failedEmails, ReadOwnCalls readOwnCalls, ReadOwnEvents readOwnEvents)
{
    /// <summary>The most notifications that are returned.</summary>
    public const int MaximumNotifications = 1_000;

    /// <summary>The most events of the audit log that are returned.</summary>
    public const int MaximumEvents = 1_000;

    /// <summary>Returns the data of a user; null if there is no such user.</summary>
    public async Task<UserData?> Run(long userId, CancellationToken cancellation)
    {
        if (await accounts.Read(userId, cancellation) is not { } user)
        {
            return null;
        }

        var actions = await Task.WhenAll(user.Actions.Select(async action => (action.Purpose, Row: await accounts.FindAction(userId, action.Id, cancellation))));
        return new UserData(
            user,
            [.. Name.Of(user).Where(name => name.Kind != NameKind.PrivateToken)],
            await accounts.ListSessions(userId, cancellation),
            await accounts.ListTokens(userId, cancellation),
            await factors.Read(userId, cancellation),
            await notifications.Read(userId).Take(MaximumNotifications).ToListAsync(cancellation),
            [.. from action in actions where action.Row is not null select new MailedToken(action.Purpose, action.Row.Address, action.Row.Sent)],
            await failedEmails.OfUser(userId, cancellation).ToListAsync(cancellation),
            await readOwnCalls.Run(user, cancellation),
            await readOwnEvents.Newest(user, MaximumEvents, cancellation));
    }
}

/// <summary>Represents all that is stored of a user.</summary>
/// <param name="User">The user.</param>
/// <param name="Names">The unique names that the user holds.</param>
/// <param name="Sessions">The sessions, including expired ones whose rows still exist.</param>
/// <param name="Tokens">The API tokens.</param>
/// <param name="Factors">The second factors.</param>
/// <param name="Notifications">The newest notifications.</param>
/// <param name="MailedTokens">The tokens that were sent by email and are unused.</param>
/// <param name="FailedEmails">The emails that could not be sent.</param>
/// <param name="Calls">The calls in the call log.</param>
/// <param name="Events">The newest events in the audit log.</param>
public sealed record UserData(
    User User,
    IReadOnlyList<Name> Names,
    IReadOnlyList<SessionRow> Sessions,
    IReadOnlyList<TokenRow> Tokens,
    UserFactors Factors,
    IReadOnlyList<Notification> Notifications,
    IReadOnlyList<MailedToken> MailedTokens,
    IReadOnlyList<FailedEmailRow> FailedEmails,
    OwnCalls Calls,
    OwnEvents Events);

/// <summary>Represents an unused token that was sent by email, without its secret.</summary>
/// <param name="Purpose">What the token does.</param>
/// <param name="Address">The email address to which it was sent.</param>
/// <param name="IsSent">Whether the email was sent.</param>
public readonly record struct MailedToken(ActionPurpose Purpose, string Address, bool IsSent);
