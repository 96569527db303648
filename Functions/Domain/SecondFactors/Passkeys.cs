using Fido2NetLib;
using Fido2NetLib.Objects;
using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Domain.SecondFactors;

/// <summary>Verifies what authenticators return (WebAuthn level 3). It stores nothing, and does not know which challenges were used.</summary>
public sealed class Passkeys(RelyingParty party)
{
    /// <summary>The maximum length of a credential id in bytes, by the specification.</summary>
    public const int LongestCredentialId = 1023;

    /// <summary>The public-key algorithms that are accepted, the preferred one first: ECDSA with P-256, Ed25519, RSA.</summary>
    public static readonly IReadOnlyList<int> Algorithms = [(int)COSE.Algorithm.ES256, (int)COSE.Algorithm.EdDSA, (int)COSE.Algorithm.RS256];

    /// <summary>Returns the passkey that an authenticator created; null if the response is not valid for this site, user and challenge.</summary>
    internal async Task<PasskeyRow?> Create(PasskeyResponse response, byte[] challenge, User user, string name, DateTimeOffset now, CancellationToken cancellation)
    {
        if (response.Bytes("attestationObject") is not { } attestation || response.Bytes("clientDataJSON") is not { } clientData)
        {
            return null;
        }

        var parameters = new MakeNewCredentialParams
        {
            AttestationResponse = new AuthenticatorAttestationRawResponse
            {
                Id = response.Id,
                RawId = response.CredentialId,
                Type = PublicKeyCredentialType.PublicKey,
                Response = new() { AttestationObject = attestation, ClientDataJson = clientData, Transports = [] },
                ClientExtensionResults = new(),
            },
            OriginalOptions = new CredentialCreateOptions
            {
                Challenge = challenge,
                Rp = new(party.Id, party.Name),
                User = new Fido2User { Id = PasskeyResponse.HandleOf(user.Id), Name = user.Name, DisplayName = user.FullName },
                PubKeyCredParams = [.. Algorithms.Select(algorithm => new PubKeyCredParam((COSE.Algorithm)algorithm))],
                Attestation = AttestationConveyancePreference.None,
                AuthenticatorSelection = new() { ResidentKey = ResidentKeyRequirement.Required, UserVerification = UserVerificationRequirement.Preferred },
            },
            // A copy in another account would be no danger: a passkey is looked up by its user and its id.
            IsCredentialIdUniqueToUserCallback = static (_, _) => Task.FromResult(true),
        };
        return await Verify(() => Library().MakeNewCredentialAsync(parameters, cancellation)) is { } created
            ? new PasskeyRow
            {
                Id = response.RecordId,
                CredentialId = created.Id,
                PublicKey = created.PublicKey,
                Counter = created.SignCount,
                Name = name,
                Created = now,
                IsSynced = created.IsBackedUp,
                Transports = response.Transports,
            }
            : null;
    }

    /// <summary>
    /// Returns the row of a passkey after its use; null if the signature is not valid for this site and challenge, or the counter did not grow. A counter
    /// that does not grow is a sign of a copied authenticator.
    /// </summary>
    internal async Task<PasskeyRow?> Use(PasskeyRow row, PasskeyResponse response, byte[] challenge, long userId, bool needsUserVerification, DateTimeOffset now, CancellationToken cancellation)
    {
        if (response.Bytes("authenticatorData") is not { } authenticatorData || response.Bytes("signature") is not { } signature || response.Bytes("clientDataJSON") is not { } clientData)
        {
            return null;
        }

        var parameters = new MakeAssertionParams
        {
            AssertionResponse = new AuthenticatorAssertionRawResponse
            {
                Id = response.Id,
                RawId = response.CredentialId,
                Type = PublicKeyCredentialType.PublicKey,
                Response = new() { AuthenticatorData = authenticatorData, Signature = signature, ClientDataJson = clientData, UserHandle = response.Bytes("userHandle") },
                ClientExtensionResults = new(),
            },
            OriginalOptions = new AssertionOptions
            {
                Challenge = challenge,
                RpId = party.Id,
                AllowCredentials = [new PublicKeyCredentialDescriptor(row.CredentialId)],
                UserVerification = needsUserVerification ? UserVerificationRequirement.Required : UserVerificationRequirement.Preferred,
            },
            StoredPublicKey = row.PublicKey,
            StoredSignatureCounter = (uint)row.Counter,
            IsUserHandleOwnerOfCredentialIdCallback = (owner, _) => Task.FromResult(owner.UserHandle.AsSpan().SequenceEqual(PasskeyResponse.HandleOf(userId))),
        };
        return await Verify(() => Library().MakeAssertionAsync(parameters, cancellation)) is { } used
            ? row with { Counter = used.SignCount, LastUsed = now, IsSynced = used.IsBackedUp }
            : null;
    }

    /// <summary>Returns the library with the current settings. It verifies offline, without a list of trusted manufacturers.</summary>
    private Fido2 Library() => new(new Fido2Configuration { RPID = party.Id, RPName = party.Name, Origins = party.Origins });

    /// <summary>Returns the result of a verification; null if it failed. The input is the caller's, so whatever the parsers throw means that it is invalid.</summary>
    private static async Task<T?> Verify<T>(Func<Task<T>> verification)
        where T : class
    {
        try
        {
            return await verification();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return null;
        }
    }
}
