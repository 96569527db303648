using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Serverless.Security;

/// <summary>A secret of the account family: <c>CFRcLE-N9YxgpFxKpngz</c>, 20 characters of <c>A-Z a-z 0-9 - _</c>, base64url of 15 random bytes.</summary>
/// <remarks>
/// The documented format has room only for the 120 random bits that it needs, so it contains no owner and no checksum.
/// A row of table Names contains the owner: its key is <see cref="RecordId"/>, 63 bits of the hash. The session's row, found by the user and this
/// id, has the whole hash and decides. So such a call costs two point reads where a <see cref="Credential"/> costs one.
/// </remarks>
public sealed class PrivateToken
{
    /// <summary>The length of every private token.</summary>
    public const int Length = 20;

    private const int RandomBytes = 15;

    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private PrivateToken(string text)
    {
        Text = text;
        Hash = SHA256.HashData(Encoding.ASCII.GetBytes(text));
        RecordId = BinaryPrimitives.ReadInt64BigEndian(Hash) & long.MaxValue;
    }

    /// <summary>Gets the secret itself, to be shown once and never stored or logged.</summary>
    public string Text { get; }

    /// <summary>Gets the hash that is stored in place of the secret: SHA-256 of the text, 32 bytes.</summary>
    public byte[] Hash { get; }

    /// <summary>Gets the id of the token's session: the first 8 bytes of the hash without the sign.</summary>
    public long RecordId { get; }

    /// <summary>Creates a new token.</summary>
    public static PrivateToken Create() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes)));

    /// <summary>Parses a presented text. Only its format is checked.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out PrivateToken? token)
    {
        token = text is { Length: Length } && !text.AsSpan().ContainsAnyExcept(Alphabet) ? new PrivateToken(text) : null;
        return token is not null;
    }

    /// <summary>Compares with a stored hash in a time that does not depend on where they differ.</summary>
    public bool Matches(byte[]? hash) => hash is not null && CryptographicOperations.FixedTimeEquals(Hash, hash);

    /// <summary>Returns a fixed text: a secret must not be logged by accident.</summary>
    public override string ToString() => "private token ...";
}
