namespace Serverless.Domain.SignIn.Proofs;

/// <summary>Checks one kind of proof that a caller is the user of their session, such as the user's password.</summary>
/// <typeparam name="TProof">The proof as the caller sends it.</typeparam>
public interface IProof<in TProof>
{
    /// <summary>Checks a proof. Failures are counted together with failed sign-ins of the user.</summary>
    /// <param name="proof">The proof as received.</param>
    /// <param name="claim">The identity that the caller claims.</param>
    /// <param name="cancellation">Cancels the check.</param>
    Task<ProofCheck> Check(TProof proof, ProofClaim claim, CancellationToken cancellation);
}

/// <summary>Represents the claim of a caller that is to be proved.</summary>
/// <param name="UserId">The id of the caller's user.</param>
/// <param name="UserName">The name of the user, under which failures are counted.</param>
/// <param name="Device">The device that the call comes from.</param>
public sealed record ProofClaim(long UserId, string UserName, Device Device);
