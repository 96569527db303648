using Serverless.Domain.Sessions;

namespace Serverless.Domain.SignIn.Proofs;

/// <summary>Checks the password of a user, as a sign-in does.</summary>
public sealed class PasswordProof(OpenSession openSession) : IProof<string>
{
    /// <inheritdoc />
    public async Task<ProofCheck> Check(string proof, ProofClaim claim, CancellationToken cancellation)
    {
        var check = await openSession.Verify(claim.UserName, proof, claim.Device, cancellation);

        // The user may have been renamed, and another user may have the name now.
        return check.User is { } verified && verified.User.Id == claim.UserId
            ? new ProofCheck(new Proven(verified.User, (change, _) => ValueTask.FromResult(verified.Upgrade(change))))
            : new ProofCheck(RetryAfter: check.RetryAfter);
    }
}
