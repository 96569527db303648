using Serverless.Domain.EmailTokens;
using Serverless.Domain.UserNames;
using Serverless.Storage;

namespace Serverless.Domain.Users;

/// <content>Changing, confirming and taking back the email address.</content>
public sealed partial class AccountChange
{
    /// <summary>The emails that the change asks for, to be queued when it is written.</summary>
    public IReadOnlyList<(long MailId, ActionPurpose Purpose)> Mail => _mail;

    private readonly List<(long MailId, ActionPurpose Purpose)> _mail = [];

    /// <summary>
    /// Sets or removes the email address. A new one in place of a confirmed one waits until it is confirmed; every other change counts at once. A user
    /// name that is an address follows. Tokens mailed to an address that is given up stop working.
    /// </summary>
    public void SetEmail(string? email, DateTimeOffset now)
    {
        if (email == User.ShownEmail)
        {
            return;
        }

        RemoveActions(ActionPurpose.ConfirmEmail);
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
            RemoveActions(ActionPurpose.ResetPassword);
            User = User with { Email = email, EmailConfirmed = false, PendingEmail = null, IsTemporary = false, Name = NameWith(email) };
        }

        if (email is not null && email != Before.Email)
        {
            _mail.Add((Ids.Random(), ActionPurpose.ConfirmEmail));
        }

        Notify(SecurityNotice.EmailChanged, now);
    }

    /// <summary>Confirms the address that a token was mailed to; a pending one takes the place of the one in force.</summary>
    public void ConfirmEmail()
    {
        var email = User.PendingEmail ?? User.Email;
        User = User with { Email = email, PendingEmail = null, EmailConfirmed = true, Name = NameWith(email) };
        RemoveActions(ActionPurpose.ConfirmEmail);
        if (email != Before.Email)
        {
            RemoveActions(ActionPurpose.ResetPassword); // mailed to the address that is given up
        }
    }

    /// <summary>
    /// Removes the address that its owner did not give: the pending one, or the unconfirmed one in force. All sessions end. A user name that is this
    /// address is replaced as well, because nobody else could have it otherwise.
    /// </summary>
    /// <param name="replacement">A free name, for a user whose name is the address.</param>
    /// <param name="replacementEmail">A made-up address, where every user must have one; else null.</param>
    public void RefuseEmail(string replacement, string? replacementEmail)
    {
        if (User.PendingEmail is not null)
        {
            User = User with { PendingEmail = null };
        }
        else
        {
            var isName = User.Name == User.Email;
            User = User with { Email = isName ? replacementEmail : null, EmailConfirmed = false, Name = isName ? replacement : User.Name };
        }

        RemoveActions(ActionPurpose.ConfirmEmail, ActionPurpose.ResetPassword);
        CloseSessions(_ => true);
    }

    /// <summary>Takes a confirmed address back, and ends everything that can act in the user's name. Later changes cannot be undone any more.</summary>
    public void UndoEmailChange(FormerEmail former, DateTimeOffset now)
    {
        var kept = User.FormerEmails.TakeWhile(one => one != former).ToList();
        foreach (var undone in User.FormerEmails.Skip(kept.Count))
        {
            RemoveAction(undone.MailId);
        }

        User = User with { Email = former.Address, EmailConfirmed = true, PendingEmail = null, IsTemporary = false, FormerEmails = [.. kept], Name = NameWith(former.Address) };
        RemoveActions(ActionPurpose.ConfirmEmail, ActionPurpose.ResetPassword);
        Evict(everything: true);
        Notify(SecurityNotice.EmailChanged, now);
    }

    /// <summary>
    /// Ends everything that acts in the user's name, after the account was taken over or lost: sessions, API tokens, links to accounts elsewhere, and an
    /// address that waits to be confirmed.
    /// </summary>
    /// <param name="everything">
    /// Whether all API tokens go; else only those made while the address was unconfirmed. Links always go: they are made together with the account, when
    /// its address was never confirmed yet.
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

    /// <summary>The user name that goes with an address: it follows if it is an address itself.</summary>
    private string NameWith(string? email) => email is not null && User.Name.Contains('@', StringComparison.Ordinal) ? email : User.Name;

    /// <summary>Keeps the address in force, so that its owner can be told and can take it back.</summary>
    private void Remember(DateTimeOffset now)
    {
        var current = User.FormerEmails.Where(one => one.Until > now).ToList();
        if (User.Email is null || User.HasGeneratedEmail || (User.EmailConfirmed && current.Count(one => one.IsConfirmed && one.Address != User.Email) >= FormerEmail.MostConfirmed))
        {
            User = User with { FormerEmails = [.. current] };
            return;
        }

        var former = new FormerEmail(Ids.Random(), now + (User.EmailConfirmed ? FormerEmail.UndoTime : FormerEmail.NoticeTime), User.EmailConfirmed, User.Email);
        var again = current.FindIndex(one => one.IsConfirmed && former.IsConfirmed && one.Address == former.Address);
        if (again >= 0)
        {
            // Another change within the time: the owner is told again, and the newest link works.
            RemoveAction(current[again].MailId);
            current[again] = former;
        }
        else
        {
            current.RemoveAll(one => !one.IsConfirmed && !former.IsConfirmed);
            current.Add(former);
        }

        User = User with { FormerEmails = [.. current] };
        _mail.Add((former.MailId, former.Purpose));
    }
}
