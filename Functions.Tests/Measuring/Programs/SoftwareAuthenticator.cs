using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Serverless.Measuring.Programs;

/// <summary>
/// A passkey in software (ES256), with its browser. Callers can make each part lie: the origin, the site, the counter, the verification of the user, the key.
/// </summary>
public sealed class SoftwareAuthenticator : IDisposable
{
    private const byte UserPresent = 0x01;
    private const byte UserVerified = 0x04;
    private const byte BackupEligible = 0x08;
    private const byte BackedUp = 0x10;
    private const byte HasCredential = 0x40;

    private static readonly string[] Transports = ["internal", "hybrid"];

    private ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private string? _userHandle;

    /// <summary>Gets the id of the credential.</summary>
    public byte[] CredentialId { get; init; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>Gets or sets the origin that the browser reports.</summary>
    public required string Origin { get; set; }

    /// <summary>Gets or sets the site that the authenticator signs for; null for the requested one.</summary>
    public string? Site { get; set; }

    /// <summary>Gets or sets whether the authenticator verifies the user.</summary>
    public bool VerifiesUser { get; set; } = true;

    /// <summary>Gets or sets whether the passkey is copied to other devices.</summary>
    public bool IsSynced { get; set; }

    /// <summary>Gets or sets the counter of the next signature; null for an authenticator without a counter.</summary>
    public uint? Counter { get; set; }

    /// <summary>Gets or sets the user that the authenticator names; null for the one for whom the passkey was created.</summary>
    public string? UserHandle
    {
        get => field ?? _userHandle;
        set;
    }

    /// <summary>Creates the passkey, as <c>navigator.credentials.create</c> does.</summary>
    public Dictionary<string, object> Create(JsonElement options)
    {
        _userHandle = options.GetProperty("user").GetProperty("id").GetString();
        var clientData = ClientData("webauthn.create", options.GetProperty("challenge").GetString()!);
        var data = AuthenticatorData(options.GetProperty("rp").GetProperty("id").GetString()!, HasCredential, [.. new byte[16], .. BigEndian((ushort)CredentialId.Length), .. CredentialId, .. PublicKey()]);
        var attestation = new CborWriter();
        attestation.WriteStartMap(3);
        attestation.WriteTextString("fmt");
        attestation.WriteTextString("none");
        attestation.WriteTextString("attStmt");
        attestation.WriteStartMap(0);
        attestation.WriteEndMap();
        attestation.WriteTextString("authData");
        attestation.WriteByteString(data);
        attestation.WriteEndMap();
        return Credential(new Dictionary<string, object?> { ["clientDataJSON"] = Text(clientData), ["attestationObject"] = Text(attestation.Encode()), ["transports"] = Transports });
    }

    /// <summary>Signs a challenge, as <c>navigator.credentials.get</c> does.</summary>
    public Dictionary<string, object> Sign(JsonElement options)
    {
        var clientData = ClientData("webauthn.get", options.GetProperty("challenge").GetString()!);
        var data = AuthenticatorData(options.GetProperty("rpId").GetString()!, 0, []);
        var signature = _key.SignData([.. data, .. SHA256.HashData(clientData)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Credential(new Dictionary<string, object?> { ["clientDataJSON"] = Text(clientData), ["authenticatorData"] = Text(data), ["signature"] = Text(signature), ["userHandle"] = UserHandle });
    }

    /// <summary>Replaces the private key, as an attacker must.</summary>
    public void ForgetKey()
    {
        _key.Dispose();
        _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    }

    /// <inheritdoc />
    public void Dispose() => _key.Dispose();

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private static byte[] BigEndian(ushort number) => [(byte)(number >> 8), (byte)number];

    private Dictionary<string, object> Credential(Dictionary<string, object?> response) => new()
    {
        ["id"] = Text(CredentialId),
        ["rawId"] = Text(CredentialId),
        ["type"] = "public-key",
        ["authenticatorAttachment"] = "platform",
        ["clientExtensionResults"] = new Dictionary<string, object>(),
        ["response"] = response,
    };

    private byte[] ClientData(string type, string challenge) =>
        Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new Dictionary<string, object> { ["type"] = type, ["challenge"] = challenge, ["origin"] = Origin, ["crossOrigin"] = false }));

    private byte[] AuthenticatorData(string site, byte flags, byte[] credential)
    {
        flags |= (byte)(UserPresent | (VerifiesUser ? UserVerified : 0) | (IsSynced ? BackupEligible | BackedUp : 0));
        var counter = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(counter, Counter ?? 0);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(Site ?? site)), flags, .. counter, .. credential];
    }

    /// <summary>Returns the public key in the format of COSE.</summary>
    private byte[] PublicKey()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        var key = new CborWriter(CborConformanceMode.Ctap2Canonical);
        key.WriteStartMap(5);
        foreach (var (label, value) in new[] { (1, 2), (3, -7), (-1, 1) })
        {
            key.WriteInt32(label);
            key.WriteInt32(value);
        }

        key.WriteInt32(-2);
        key.WriteByteString(point.X!);
        key.WriteInt32(-3);
        key.WriteByteString(point.Y!);
        key.WriteEndMap();
        return key.Encode();
    }
}
