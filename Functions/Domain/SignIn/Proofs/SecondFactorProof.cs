using Serverless.Domain.SecondFactors;
using Serverless.Domain.Users;

namespace Serverless.Domain.SignIn.Proofs;

/// <summary>
/// Checks a second factor of a user. A passkey must answer a challenge for signing in, and its authenticator must verify the user. The transaction that
/// depends on the proof checks it again and uses it up.
/// </summary>
public sealed class SecondFactorProof(AccountStore accounts, CheckProof checkProof, CountedAttempt countedAttempt) : IProof<FactorProof>
{
    /// <inheritdoc />
    public async Task<ProofCheck> Check(FactorProof proof, ProofClaim claim, CancellationToken cancellation)
    {
        if (await accounts.Read(claim.UserId, cancellation) is not { } user)
        {
            return default;
        }

        var (proven, wait) = await countedAttempt.Run(claim.UserName, user, claim.Device, Check, static () => false, cancellation);
        return new ProofCheck(proven, wait);

        // This change is not written.
        async Task<Proven?> Check() => await Accept(new AccountChange(user), cancellation) ? new Proven(user, Accept) : null;

        ValueTask<bool> Accept(AccountChange change, CancellationToken stop) => proof is FactorProof.Passkey passkey
            ? checkProof.RunPasswordless(change, passkey, stop)
            : checkProof.Run(change, proof, stop);
    }
}
