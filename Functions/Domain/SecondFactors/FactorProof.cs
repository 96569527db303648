using System.Text.Json;

namespace Serverless.Domain.SecondFactors;

/// <summary>Represents what a caller presents as a second factor.</summary>
public abstract record FactorProof
{
    private FactorProof()
    {
    }

    /// <summary>Returns the proof of a field that takes a code of an authenticator app or a recovery code.</summary>
    public static FactorProof OfCode(string text) => text.Count(char.IsAsciiHexDigit) > TotpCode.Digits ? new RecoveryCode(text) : new Totp(text);

    /// <summary>Represents a code of an authenticator app.</summary>
    /// <param name="Code">The code as typed.</param>
    public sealed record Totp(string Code) : FactorProof;

    /// <summary>Represents a recovery code.</summary>
    /// <param name="Code">The code as typed.</param>
    public sealed record RecoveryCode(string Code) : FactorProof;

    /// <summary>Represents a signature by a passkey.</summary>
    /// <param name="ChallengeId">The id of the challenge that was signed.</param>
    /// <param name="Credential">The response of the authenticator, as the browser's <c>PublicKeyCredential.toJSON()</c> writes it.</param>
    public sealed record Passkey(string ChallengeId, IReadOnlyDictionary<string, JsonElement> Credential) : FactorProof
    {
        /// <summary>Gets or sets whether this call already used up the challenge. A transaction that is repeated must not refuse it.</summary>
        internal bool HasChallenge { get; set; }
    }
}
