using Serverless.Domain.Users;

namespace Serverless.Domain.SignIn.Proofs;

/// <summary>Represents the result of the check of a proof.</summary>
/// <param name="Proven">The proof, if it is right; otherwise null.</param>
/// <param name="RetryAfter">The time to wait, if the proof was not checked because too many attempts failed; otherwise null.</param>
public readonly record struct ProofCheck(Proven? Proven = null, TimeSpan? RetryAfter = null);

/// <summary>Represents a proof that is right.</summary>
/// <param name="User">The user as read from storage.</param>
/// <param name="Accept">
/// Accepts the proof in the transaction that depends on it, and uses it up if it works only once. Returns false if the proof is no longer valid.
/// </param>
public sealed record Proven(User User, Func<AccountChange, CancellationToken, ValueTask<bool>> Accept);
