using System.Text.Json;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.SecondFactors;

namespace Serverless.Api.Rpc.Session;

/// <summary>A second factor: exactly one of its members.</summary>
/// <param name="Totp">The code that the authenticator app shows: six digits.</param>
/// <param name="RecoveryCode">A recovery code that was not used yet.</param>
/// <param name="Passkey">The answer of a passkey to the options of <c>session/passkey-options</c>.</param>
[Strict]
public sealed record Proof(string? Totp, string? RecoveryCode, PasskeyAnswer? Passkey)
{
    /// <summary>Returns the proof; null unless there is exactly one.</summary>
    internal FactorProof? ToDomain() => (Totp, RecoveryCode, Passkey) switch
    {
        ({ } code, null, null) => new FactorProof.Totp(code),
        (null, { } code, null) => new FactorProof.RecoveryCode(code),
        (null, null, { } passkey) => passkey.ToDomain(),
        _ => null,
    };
}

/// <summary>The answer of a passkey.</summary>
/// <param name="ChallengeId">The id of the challenge, from <c>session/passkey-options</c>.</param>
/// <param name="Credential">The credential that the browser returned, as <c>PublicKeyCredential.toJSON()</c> writes it.</param>
[Strict]
public sealed record PasskeyAnswer(string ChallengeId, IReadOnlyDictionary<string, JsonElement> Credential)
{
    /// <summary>Returns the proof.</summary>
    internal FactorProof.Passkey ToDomain() => new(ChallengeId, Credential);
}
