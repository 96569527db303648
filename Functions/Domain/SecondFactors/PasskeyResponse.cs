using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Serverless.Domain.SecondFactors;

/// <summary>Reads the responses of authenticators, as the browser's <c>PublicKeyCredential.toJSON()</c> writes them.</summary>
internal sealed class PasskeyResponse
{
    private const int MostTransports = 8;
    private const int LongestTransport = 20;

    private readonly JsonElement _response;

    private PasskeyResponse(string id, byte[] credentialId, JsonElement response)
    {
        Id = id;
        CredentialId = credentialId;
        _response = response;
    }

    /// <summary>Gets the id of the credential as text.</summary>
    public string Id { get; }

    /// <summary>Gets the id of the credential.</summary>
    public byte[] CredentialId { get; }

    /// <summary>Gets the record id of the passkey's row.</summary>
    public long RecordId => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(CredentialId)) & long.MaxValue;

    /// <summary>Gets the user that the authenticator names; null if it names none, or the name is not one of this service.</summary>
    public long? UserId => Bytes("userHandle") is { Length: sizeof(long) } handle && BinaryPrimitives.ReadInt64BigEndian(handle) is > 0 and var id ? id : null;

    /// <summary>Gets the hints how the browser reaches the authenticator, separated by commas.</summary>
    public string Transports => _response.TryGetProperty("transports", out var list) && list.ValueKind == JsonValueKind.Array
        ? string.Join(',', list.EnumerateArray().Where(IsTransport).Take(MostTransports).Select(one => one.GetString()))
        : "";

    /// <summary>Gets the signed challenge as reported by the browser; null if it cannot be read. Only the signature proves it.</summary>
    public string? Challenge
    {
        get
        {
            try
            {
                using var data = JsonDocument.Parse(Bytes("clientDataJSON") ?? []);
                return data.RootElement.ValueKind == JsonValueKind.Object ? Text(data.RootElement, "challenge") : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>Reads a response. Returns null if it is not the response of an authenticator.</summary>
    public static PasskeyResponse? Read(IReadOnlyDictionary<string, JsonElement> credential) =>
        credential.TryGetValue("rawId", out var rawId) && Bytes(rawId) is { Length: > 0 and <= Passkeys.LongestCredentialId } id
        && credential.TryGetValue("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("public-key")
        && credential.TryGetValue("response", out var response) && response.ValueKind == JsonValueKind.Object
            ? new(Base64Url.EncodeToString(id), id, response)
            : null;

    /// <summary>Returns the handle by which authenticators name a user. It is the user id, and reveals nothing about the person.</summary>
    public static byte[] HandleOf(long userId)
    {
        var handle = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(handle, userId);
        return handle;
    }

    /// <summary>Returns the bytes of a member; null if it is missing or malformed.</summary>
    public byte[]? Bytes(string member) => _response.TryGetProperty(member, out var value) ? Bytes(value) : null;

    private static byte[]? Bytes(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { } text && Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;

    private static string? Text(JsonElement parent, string member) =>
        parent.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsTransport(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= LongestTransport } text && text.All(character => char.IsAsciiLetterLower(character) || character == '-');
}
