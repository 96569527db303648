using System.Buffers.Text;
using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Domain.SecondFactors;

/// <summary>Represents a passkey that a browser should know of.</summary>
/// <param name="Id">The id of the credential, in base64url.</param>
/// <param name="Transports">How the browser reaches the authenticator.</param>
public sealed record KnownPasskey(string Id, IReadOnlyList<string> Transports)
{
    internal static KnownPasskey Of(PasskeyRow row) => new(Base64Url.EncodeToString(row.CredentialId), row.Transports.Split(',', StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>Represents a request to create a passkey.</summary>
/// <param name="Site">The site that the passkey is for.</param>
/// <param name="User">The user.</param>
/// <param name="Handle">The handle by which the authenticator will name the user, in base64url.</param>
/// <param name="Challenge">The challenge.</param>
/// <param name="Existing">The user's passkeys. Their authenticators create no second one.</param>
public sealed record NewPasskeyRequest(RelyingParty Site, User User, string Handle, string Challenge, IReadOnlyList<KnownPasskey> Existing);

/// <summary>Represents a request to sign a challenge with a passkey.</summary>
/// <param name="Site">The site that the passkey is for.</param>
/// <param name="Challenge">The challenge.</param>
/// <param name="Passkeys">The passkeys that can answer. Empty if any passkey of the site can.</param>
/// <param name="NeedsUserVerification">Whether the authenticator must verify the user, by a PIN or a biometric check.</param>
public sealed record PasskeyRequest(RelyingParty Site, string Challenge, IReadOnlyList<KnownPasskey> Passkeys, bool NeedsUserVerification);
