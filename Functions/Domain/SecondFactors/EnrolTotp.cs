using Serverless.Domain.Audit;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Domain.SecondFactors;

/// <summary>
/// Adds an authenticator app in two steps, so that a secret that was never scanned cannot lock out the user. A new app replaces the old one when its first code is
/// confirmed.
/// </summary>
public sealed class EnrolTotp(AccountStore accounts, SecondFactorRows rows, TotpSecrets secrets, TimeProvider time)
{
    /// <summary>The time in which the first code must follow.</summary>
    public static readonly TimeSpan ConfirmationTime = TimeSpan.FromMinutes(10);

    /// <summary>Creates a secret that waits for its first code. It replaces an earlier one that waits.</summary>
    /// <param name="actor">The actor that makes the change. Its credential must still be valid.</param>
    /// <param name="cancellation">Cancels the attempt between two transactions.</param>
    /// <returns>The secret and the user; null if the user was deleted in the meantime.</returns>
    /// <exception cref="ContentionException">Thrown when other calls keep changing the user.</exception>
    /// <exception cref="CredentialEndedException">Thrown when the credential ended in the meantime.</exception>
    public async Task<NewTotp?> Start(Actor actor, CancellationToken cancellation)
    {
        var secret = TotpCode.CreateSecret();
        var text = await secrets.Protect(actor.UserId, secret, cancellation);
        var until = time.GetUtcNow() + ConfirmationTime;
        return await accounts.Change(actor, actor.UserId, Add, cancellation);

        async ValueTask<NewTotp?> Add(AccountChange change, CancellationToken stop)
        {
            var row = (change.User.HasTotp ? await rows.FindTotp(change.User.Id, stop) : null) ?? new TotpRow();
            change.WriteTotp(row with { PendingSecret = text, PendingUntil = until });
            return new NewTotp(secret, change.User);
        }
    }

    /// <summary>Puts a secret that waits into use.</summary>
    /// <param name="actor">The actor that makes the change. Its credential must still be valid.</param>
    /// <param name="code">The first code of the authenticator app. It cannot be used again.</param>
    /// <param name="cancellation">Cancels the attempt between two transactions.</param>
    /// <returns>The recovery codes, which are empty if the user had a second factor before. Null if the code is wrong or no secret waits.</returns>
    /// <exception cref="ContentionException">Thrown when other calls keep changing the user.</exception>
    /// <exception cref="CredentialEndedException">Thrown when the credential ended in the meantime.</exception>
    public async Task<IReadOnlyList<string>?> Confirm(Actor actor, string code, CancellationToken cancellation)
    {
        return await accounts.Change(actor, actor.UserId, Use, cancellation);

        async ValueTask<IReadOnlyList<string>?> Use(AccountChange change, CancellationToken stop)
        {
            var now = time.GetUtcNow();
            if (await rows.FindTotp(change.User.Id, stop) is not { PendingSecret: { } text } row || row.PendingUntil <= now)
            {
                return null;
            }

            var secret = await secrets.Unprotect(change.User.Id, text, stop);
            if (TotpCode.Match(secret, code, now, lastStep: 0) is not { } step)
            {
                return null;
            }

            var isFirst = !change.User.HasSecondFactor;
            change.WriteTotp(row with { Secret = text, Created = now, LastStep = step, PendingSecret = null });
            change.Record(AuditEventName.TotpCreated);
            change.Notify(SecurityNotice.FactorAdded(FactorName.Totp), now);
            return isFirst ? change.ReplaceRecoveryCodes() : [];
        }
    }
}

/// <summary>Represents a secret that waits for its first code.</summary>
/// <param name="Secret">The secret to show to the user once.</param>
/// <param name="User">The user.</param>
public sealed record NewTotp(byte[] Secret, User User);
