using System.Globalization;
using Serverless.Domain.Audit;
using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Domain.SecondFactors;

/// <summary>
/// Checks a second factor within the transaction that it allows. The transaction also writes what makes the proof work only once: the step of a code, the
/// remaining recovery codes, the counter of a passkey. So two calls with one code, on any instances, cannot both succeed.
/// </summary>
public sealed class CheckProof(SecondFactorRows rows, TotpSecrets secrets, Passkeys passkeys, Challenges challenges, TimeProvider time)
{
    /// <summary>The detail of an event that names the second factor.</summary>
    private const string Factor = "factor";

    /// <summary>Checks a second factor of the user who is changed, and adds its use to the change.</summary>
    /// <param name="change">The change that the factor allows.</param>
    /// <param name="proof">The proof as presented.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    /// <returns>Whether the proof is valid. An invalid proof adds nothing to the change.</returns>
    public async ValueTask<bool> Run(AccountChange change, FactorProof proof, CancellationToken cancellation) => proof switch
    {
        FactorProof.Totp totp => await Check(change, totp, cancellation),
        FactorProof.RecoveryCode code => await Check(change, code, cancellation),
        FactorProof.Passkey passkey => await Check(change, passkey, ChallengePurpose.Prove, change.User.Id, cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(proof)),
    };

    /// <summary>Checks a passkey that replaces the password, too: the authenticator must have verified the user.</summary>
    /// <inheritdoc cref="Run"/>
    public ValueTask<bool> RunPasswordless(AccountChange change, FactorProof.Passkey proof, CancellationToken cancellation) =>
        Check(change, proof, ChallengePurpose.SignIn, userId: 0, cancellation);

    private async ValueTask<bool> Check(AccountChange change, FactorProof.Totp proof, CancellationToken cancellation)
    {
        if (!change.User.HasTotp || await rows.FindTotp(change.User.Id, cancellation) is not { Secret: { } text } row)
        {
            return false;
        }

        var secret = await secrets.Unprotect(change.User.Id, text, cancellation);
        if (TotpCode.Match(secret, proof.Code, time.GetUtcNow(), row.LastStep) is not { } step)
        {
            return false;
        }

        change.WriteTotp(row with { LastStep = step });
        change.Describe(Factor, "totp");
        return true;
    }

    private async ValueTask<bool> Check(AccountChange change, FactorProof.RecoveryCode proof, CancellationToken cancellation)
    {
        if (!change.User.HasSecondFactor || change.User.RecoveryCodes == 0 || await rows.FindRecoveryCodes(change.User.Id, cancellation) is not { } row
            || RecoveryCode.Use(row, proof.Code) is not { } used)
        {
            return false;
        }

        change.WriteRecoveryCodes(used.Row, used.Left);
        change.Record(AuditEventName.RecoveryCodeUsed, ("left", used.Left.ToString(CultureInfo.InvariantCulture)));
        change.Describe(Factor, "recovery_code");
        change.Notify(SecurityNotice.RecoveryCodeUsed(used.Left), time.GetUtcNow());
        return true;
    }

    private async ValueTask<bool> Check(AccountChange change, FactorProof.Passkey proof, ChallengePurpose purpose, long userId, CancellationToken cancellation)
    {
        if (PasskeyResponse.Read(proof.Credential) is not { } response || !change.User.Passkeys.Contains(response.RecordId)
            || await challenges.Open(proof.ChallengeId, purpose, userId, cancellation) is not { } challenge
            || await rows.FindPasskey(change.User.Id, response.RecordId, cancellation) is not { } row
            || await passkeys.Use(row, response, challenge, change.User.Id, purpose == ChallengePurpose.SignIn, time.GetUtcNow(), cancellation) is not { } used)
        {
            return false;
        }

        // Last, so that only a valid signature uses up a challenge, and adds a row.
        if (!proof.HasChallenge && !await challenges.TryUse(challenge, cancellation))
        {
            return false;
        }

        proof.HasChallenge = true;
        change.UpdatePasskey(used);
        change.Describe(Factor, "passkey");
        return true;
    }
}
