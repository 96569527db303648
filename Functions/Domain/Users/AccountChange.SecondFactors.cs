using System.Globalization;
using Serverless.Domain.Audit;
using Serverless.Domain.SecondFactors;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Users;

/// <content>Adds, updates and removes second factors and sign-in tickets.</content>
public sealed partial class AccountChange
{
    /// <summary>The maximum number of passkeys per user.</summary>
    public const int MaximumPasskeys = 20;

    /// <summary>The maximum number of sign-ins per user that wait for a second factor. The oldest ends first.</summary>
    private const int MaximumTickets = 5;

    /// <summary>Writes the row of the authenticator app. A secret in use makes it a second factor.</summary>
    internal void WriteTotp(TotpRow row)
    {
        User = User with { HasTotp = row.Secret is not null };
        _others.Put(row);
    }

    /// <summary>Removes the authenticator app. Returns false if the user has none.</summary>
    public bool RemoveTotp()
    {
        if (!User.HasTotp)
        {
            return false;
        }

        User = User with { HasTotp = false };
        _others.DeleteTotp();
        RemoveOrphanedRecoveryCodes();
        return true;
    }

    /// <summary>Replaces the recovery codes.</summary>
    /// <param name="row">The row with the hashes of the codes.</param>
    /// <param name="count">The number of hashes. The row is deleted if it is 0.</param>
    internal void WriteRecoveryCodes(RecoveryCodesRow row, int count)
    {
        if (count == 0)
        {
            RemoveRecoveryCodes();
            return;
        }

        User = User with { RecoveryCodes = count };
        _others.Put(row);
    }

    /// <summary>Creates recovery codes. The old ones stop working.</summary>
    /// <returns>The codes to show to the user once.</returns>
    public IReadOnlyList<string> ReplaceRecoveryCodes()
    {
        Record(AuditEventName.RecoveryCodesCreated);
        var (codes, row) = RecoveryCode.Create();
        WriteRecoveryCodes(row, codes.Count);
        return codes;
    }

    /// <summary>Adds a passkey. Returns false if the user already has this passkey, or the maximum number of passkeys.</summary>
    internal bool AddPasskey(PasskeyRow row)
    {
        if (User.Passkeys.Length >= MaximumPasskeys || User.Passkeys.Contains(row.Id))
        {
            return false;
        }

        User = User with { Passkeys = User.Passkeys.Add(row.Id) };
        _others.Add(row);
        return true;
    }

    /// <summary>Replaces the row of a passkey that the user has.</summary>
    internal void UpdatePasskey(PasskeyRow row) => _others.Replace(row);

    /// <summary>Renames a passkey that the user has.</summary>
    internal void RenamePasskey(PasskeyRow row, string name)
    {
        UpdatePasskey(row with { Name = name });
        Record(AuditEventName.PasskeyRenamed, ("passkey_id", row.Id.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Removes a passkey. Returns false if the user has no such passkey.</summary>
    public bool RemovePasskey(long id)
    {
        if (!User.Passkeys.Contains(id))
        {
            return false;
        }

        User = User with { Passkeys = User.Passkeys.Remove(id) };
        _others.DeletePasskey(id);
        RemoveOrphanedRecoveryCodes();
        return true;
    }

    /// <summary>Removes all second factors for an administrator, and notifies the user.</summary>
    /// <param name="now">The current time.</param>
    /// <returns>The number of removed factors, not counting recovery codes.</returns>
    public int ResetSecondFactors(DateTimeOffset now)
    {
        var removed = RemoveSecondFactors();
        if (removed > 0)
        {
            Notify(SecurityNotice.FactorsReset, now);
        }

        return removed;
    }

    /// <summary>Removes all second factors, and the sign-ins that wait for one.</summary>
    /// <returns>The number of removed factors, not counting recovery codes.</returns>
    public int RemoveSecondFactors()
    {
        var removed = (User.HasTotp ? 1 : 0) + User.Passkeys.Length;
        RemoveTotp();
        foreach (var id in User.Passkeys)
        {
            RemovePasskey(id);
        }

        RemoveTickets(_ => true);
        if (removed > 0)
        {
            Record(AuditEventName.FactorsReset);
        }

        return removed;
    }

    /// <summary>Adds a sign-in ticket. Ends expired tickets, and the oldest ones beyond the limit.</summary>
    internal void AddTicket(TicketRow row, DateTimeOffset now)
    {
        RemoveTickets(ticket => ticket.Expires <= now);
        var oldest = User.Tickets[..Math.Max(0, User.Tickets.Length - MaximumTickets + 1)];
        RemoveTickets(oldest.Contains);
        User = User with { Tickets = User.Tickets.Add(new(row.Id, row.Expires)) };
        _others.Add(row);
    }

    /// <summary>Replaces the row of a ticket that the user has.</summary>
    internal void UpdateTicket(TicketRow row) => _others.Replace(row);

    /// <summary>Ends a ticket.</summary>
    internal void RemoveTicket(long id) => RemoveTickets(ticket => ticket.Id == id);

    private void RemoveTickets(Func<TicketReference, bool> which)
    {
        var ended = User.Tickets.Where(which).ToList();
        foreach (var ticket in ended)
        {
            _others.DeleteTicket(ticket.Id);
        }

        User = User with { Tickets = [.. User.Tickets.Except(ended)] };
    }

    private void RemoveOrphanedRecoveryCodes()
    {
        if (!User.HasSecondFactor)
        {
            RemoveRecoveryCodes();
        }
    }

    private void RemoveRecoveryCodes()
    {
        if (User.RecoveryCodes == 0)
        {
            return;
        }

        User = User with { RecoveryCodes = 0 };
        _others.DeleteRecoveryCodes();
    }
}
