using Serverless.Domain.Audit;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.UserNames;
using Serverless.Storage;

namespace Serverless.Domain.Users;

/// <content>Changes, confirms and restores the email address.</content>
public sealed partial class AccountChange
{
    /// <summary>Gets whether the change sets an email address that is not confirmed. Its owner gets an email once the change is written.</summary>
    public bool WantsConfirmation { get; private set; }

    /// <summary>
    /// Sets or removes the email address. A new address that replaces a confirmed one is pending until it is confirmed. Every other change applies at
    /// once. A user name that is an email address changes with it. Tokens sent to the previous email address stop working.
    /// </summary>
    public void SetEmail(string? email, DateTimeOffset now)
    {
        if (email == User.ShownEmail)
        {
            return;
        }

        RemoveActions(ActionPurpose.ConfirmEmail, ActionPurpose.TellEmailChanged);
        if (User.EmailConfirmed && email is not null && email != User.Email)
        {
            Remember(now);
            User = User with { PendingEmail = email };
        }
        else if (email == User.Email)
        {
            User = User with { PendingEmail = null };
        }
        else
        {
            Remember(now);
            RemoveActions(ActionPurposes.OfPasswords);
            User = User with { Email = email, EmailConfirmed = false, PendingEmail = null, IsTemporary = false, Name = NameWith(email) };
        }

        WantsConfirmation = email is not null && email != Before.Email;
        Notify(SecurityNotice.EmailChanged, now);
    }

    /// <summary>Confirms the email address that a token was sent to. A pending email address replaces the current one.</summary>
    public void ConfirmEmail()
    {
        Record(AuditEventName.EmailConfirmed);
        var email = User.PendingEmail ?? User.Email;
        User = User with { Email = email, PendingEmail = null, EmailConfirmed = true, Name = NameWith(email) };
        RemoveActions(ActionPurpose.ConfirmEmail);
        if (email != Before.Email)
        {
            RemoveActions(ActionPurposes.OfPasswords); // sent to the previous email address
        }
    }

    /// <summary>
    /// Removes an email address that its owner did not enter: the pending one, or else the current unconfirmed one. Ends all sessions. A user name that is
    /// this email address is replaced as well. Otherwise the owner of the email address could not use it as their user name.
    /// </summary>
    /// <param name="replacement">A free name, for a user whose name is the email address.</param>
    /// <param name="replacementEmail">A generated email address if every user must have one; otherwise null.</param>
    public void RefuseEmail(string replacement, string? replacementEmail)
    {
        Record(AuditEventName.EmailRefused);
        if (User.PendingEmail is not null)
        {
            User = User with { PendingEmail = null };
        }
        else
        {
            var isName = User.Name == User.Email;
            User = User with { Email = isName ? replacementEmail : null, EmailConfirmed = false, Name = isName ? replacement : User.Name };
        }

        RemoveActions([ActionPurpose.ConfirmEmail, .. ActionPurposes.OfPasswords]);
        CloseSessions(_ => true);
    }

    /// <summary>Restores a former email address, and ends everything that can act as the user. Later changes can no longer be undone.</summary>
    public void UndoEmailChange(FormerEmail former, DateTimeOffset now)
    {
        var kept = User.FormerEmails.TakeWhile(one => one != former).ToList();
        foreach (var undone in User.FormerEmails.Skip(kept.Count))
        {
            RemoveAction(undone.MailId);
        }

        User = User with { Email = former.Address, EmailConfirmed = true, PendingEmail = null, IsTemporary = false, FormerEmails = [.. kept], Name = NameWith(former.Address) };
        RemoveActions([ActionPurpose.ConfirmEmail, .. ActionPurposes.OfPasswords]);
        Evict(everything: true);
        Record(AuditEventName.EmailChangeUndone);
        Notify(SecurityNotice.EmailChanged, now);
    }

    /// <summary>
    /// Ends everything that acts as the user after the account was taken over or lost. This covers sessions, API tokens, links to external accounts, and
    /// a pending email address.
    /// </summary>
    /// <param name="everything">
    /// Whether to delete all API tokens. Otherwise only those created while the email address was unconfirmed are deleted. Links are always removed,
    /// because they are created together with the account, before its email address is confirmed.
    /// </param>
    public void Evict(bool everything)
    {
        CloseSessions(_ => true);
        foreach (var token in everything || !Before.EmailConfirmed ? User.Tokens : User.UntrustedTokens)
        {
            RemoveToken(token);
        }

        User = User with { Links = [], PendingEmail = null };
        RemoveActions(ActionPurpose.ConfirmEmail);
    }

    /// <summary>Returns the user name that goes with an email address. A user name that is an email address changes with it.</summary>
    private string NameWith(string? email) => email is not null && User.Name.Contains('@', StringComparison.Ordinal) ? email : User.Name;

    /// <summary>
    /// Keeps the current email address if it is confirmed, so that its owner can restore it. Another one gets no email either: a stranger could have entered
    /// it.
    /// </summary>
    private void Remember(DateTimeOffset now)
    {
        var current = User.FormerEmails.Where(one => one.IsConfirmed && one.Until > now).ToList();
        if (User.Email is null || !User.EmailConfirmed || current.Count(one => one.Address != User.Email) >= FormerEmail.MostConfirmed)
        {
            User = User with { FormerEmails = [.. current] };
            return;
        }

        var former = new FormerEmail(Ids.Random(), now + FormerEmail.UndoTime, IsConfirmed: true, User.Email);
        var again = current.FindIndex(one => one.Address == former.Address);
        if (again >= 0)
        {
            // A further change within the time limit: the owner is notified again, and only the newest link works.
            RemoveAction(current[again].MailId);
            current[again] = former;
        }
        else
        {
            current.Add(former);
        }

        User = User with { FormerEmails = [.. current] };
    }
}
