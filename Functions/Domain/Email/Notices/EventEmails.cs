using Serverless.Domain.Audit;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Users;
using Serverless.Storage;

namespace Serverless.Domain.Email.Notices;

/// <summary>
/// Decides which emails an event has. A notice goes to a confirmed email address only, because users can enter email addresses of other people.
/// </summary>
internal static class EventEmails
{
    private static readonly Dictionary<AuditEventName, NoticeKind> Kinds = new()
    {
        [AuditEventName.PasswordChanged] = NoticeKind.PasswordChanged,
        [AuditEventName.PasswordReset] = NoticeKind.PasswordChanged,
        [AuditEventName.EmailChanged] = NoticeKind.EmailChanged,
        [AuditEventName.EmailConfirmed] = NoticeKind.EmailChanged,
        [AuditEventName.EmailChangeUndone] = NoticeKind.EmailChanged,
        [AuditEventName.SignIn] = NoticeKind.NewDevice,
        [AuditEventName.TokenCreated] = NoticeKind.TokenCreated,
        [AuditEventName.TokenRotated] = NoticeKind.TokenRotated,
        [AuditEventName.TotpCreated] = NoticeKind.FactorAdded,
        [AuditEventName.PasskeyCreated] = NoticeKind.FactorAdded,
        [AuditEventName.TotpDeleted] = NoticeKind.FactorRemoved,
        [AuditEventName.PasskeyDeleted] = NoticeKind.FactorRemoved,
        [AuditEventName.FactorsReset] = NoticeKind.FactorsReset,
        [AuditEventName.RecoveryCodesCreated] = NoticeKind.RecoveryCodesReplaced,
        [AuditEventName.RecoveryCodeUsed] = NoticeKind.RecoveryCodeUsed,
        [AuditEventName.UserDisabled] = NoticeKind.AccountDisabled,
        [AuditEventName.UserErased] = NoticeKind.AccountErased,
    };

    /// <summary>Returns the kind of the emails that an event can have; null if it has none.</summary>
    public static NoticeKind? KindOf(AuditEvent happened) =>
        happened.IsSuccess && Kinds.TryGetValue(happened.Name, out var kind) && (kind != NoticeKind.NewDevice || happened.Details.ContainsKey(AccountChange.NewDevice)) ? kind : null;

    /// <summary>Returns the emails about an event.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="before">The user before the change.</param>
    /// <param name="after">The user after the change.</param>
    public static IReadOnlyList<EmailRequest> Of(AuditEvent happened, User before, User after)
    {
        if (KindOf(happened) is not { } kind)
        {
            return [];
        }

        var facts = new NoticeFacts(kind, happened.Date, happened.Device, happened.Ip, Locale: after.Locale);
        string?[] addresses = [Confirmed(before), Confirmed(after)];
        return kind switch
        {
            NoticeKind.EmailChanged => OfChange(facts, addresses, before, after),
            // The first recovery codes come with the first second factor.
            NoticeKind.RecoveryCodesReplaced when !before.HasSecondFactor => [],
            _ => [.. addresses.OfType<string>().Take(1).Select(address => Notice(happened.Id, after.Id, facts, address))],
        };
    }

    private static IReadOnlyList<EmailRequest> OfChange(NoticeFacts facts, string?[] addresses, User before, User after)
    {
        if (before.Email == after.Email && before.PendingEmail == after.PendingEmail)
        {
            return []; // the email address was confirmed
        }

        // The email with the link that undoes the change takes the place of the notice.
        var undone = after.FormerEmails.Where(former => before.FormerEmails.All(known => known.MailId != former.MailId)).ToList();
        return
        [
            .. undone.Select(former => new EmailRequest(former.MailId, after.Id, ActionPurpose.UndoEmailChange, Notice: facts)),
            .. addresses.OfType<string>().Distinct().Except(undone.Select(former => former.Address)).Select(address => Notice(Ids.Random(), after.Id, facts, address)),
        ];
    }

    private static EmailRequest Notice(long id, long userId, NoticeFacts facts, string address) => new(id, userId, ActionPurpose.Notify, Notice: facts with { To = address });

    private static string? Confirmed(User user) => user.EmailConfirmed && !user.HasGeneratedEmail ? user.Email : null;
}
