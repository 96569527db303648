using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Serverless.Security;

/// <summary>
/// A secret that its holder presents: session, API token, sign-in ticket, or a token from an email.
/// </summary>
/// <remarks>
/// <para>Example: <c>sls_00AVbt3CwNpoYkzUg3RGOVo2aV2C3nVN2m7rOmN7DsYc8hM0Rm6gFq</c>, always 58 characters:
/// a prefix of 3 letters that names the kind, <c>_</c>, and 54 digits of base 62 (<c>0-9 A-Z a-z</c>), padded on the left.
/// Legal in an HTTP header, in a URL fragment and as a WebSocket subprotocol name.
/// Regular expression for secret scanners: <c>\bsl[stcruf]_[0-9A-Za-z]{54}\b</c>.</para>
/// <code>
/// prefix  kind                 the 54 digits are a big-endian number of 40 bytes:
/// sls     session              byte   0     version of this format: 0
/// slt     API token            bytes  1-7   user id, 56 bits; with the record id the key of the row that decides
///                              bytes  8-15  record id, int64
/// slc     email confirmation   bytes 16-35  secret, 160 bits of RandomNumberGenerator
/// slr     password reset       bytes 36-39  checksum: the first 4 bytes of SHA-256(prefix as ASCII, bytes 0-35)
/// slu     email undo
/// slf     sign-in ticket
/// </code>
/// <para>A correct checksum means that the text is not mistyped or random. It does NOT mean that the credential is valid:
/// any program can compute it. With it, nearly all malformed credentials are refused without a storage call.</para>
/// <para>Only SHA-256 of the whole text is stored. The secret has 160 random bits, so a plain hash cannot be reversed by
/// guessing, and key stretching would only slow down every call.</para>
/// </remarks>
public sealed class Credential
{
    /// <summary>The length of every credential.</summary>
    public const int Length = PrefixLength + 1 + Digits;

    private const int PrefixLength = 3;
    private const int Digits = 54;
    private const int Size = 40;
    private const int ChecksumOffset = 36;
    private const byte Version = 0;
    private const long LargestUserId = (1L << 56) - 1;
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private byte[]? _hash;

    private Credential(CredentialKind kind, long userId, long recordId, string text)
    {
        Kind = kind;
        UserId = userId;
        RecordId = recordId;
        Text = text;
    }

    /// <summary>Gets the kind.</summary>
    public CredentialKind Kind { get; }

    /// <summary>Gets the id of the owner, which is the partition of the row that decides.</summary>
    public long UserId { get; }

    /// <summary>Gets the id of the credential's record among those of the user.</summary>
    public long RecordId { get; }

    /// <summary>Gets the secret itself, to be shown once and never stored or logged.</summary>
    public string Text { get; }

    /// <summary>Creates a new credential.</summary>
    public static Credential Create(CredentialKind kind, long userId, long recordId)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(userId, LargestUserId);
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(bytes, userId);
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], recordId);
        RandomNumberGenerator.Fill(bytes[16..ChecksumOffset]);
        WriteChecksum(kind, bytes[..ChecksumOffset], bytes[ChecksumOffset..]);
        return new Credential(kind, userId, recordId, $"{Prefix(kind)}_{Encode(bytes)}");
    }

    /// <summary>Parses a presented text. Only the text is checked: see the remarks for the meaning of success.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Credential? credential)
    {
        credential = null;
        if (text is not { Length: Length } || text[PrefixLength] != '_' || KindOf(text.AsSpan(0, PrefixLength)) is not { } kind)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[Size];
        Span<byte> checksum = stackalloc byte[Size - ChecksumOffset];
        if (!TryDecode(text.AsSpan(PrefixLength + 1), bytes) || bytes[0] != Version)
        {
            return false;
        }

        WriteChecksum(kind, bytes[..ChecksumOffset], checksum);
        if (!checksum.SequenceEqual(bytes[ChecksumOffset..]))
        {
            return false;
        }

        credential = new Credential(kind, BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[8..]), text);
        return true;
    }

    /// <summary>Returns the hash that is stored in place of the secret: SHA-256 of the text, 32 bytes.</summary>
    public byte[] Hash()
    {
        if (_hash is null)
        {
            Span<byte> text = stackalloc byte[Length];
            Encoding.ASCII.GetBytes(Text, text);
            _hash = SHA256.HashData(text);
        }

        return _hash;
    }

    /// <summary>Returns the mark of the secret, see <see cref="MarkOf"/>.</summary>
    public long Mark() => MarkOf(Hash());

    /// <summary>Returns the first 64 bits of a hash. They tell secrets apart, and do not reveal them.</summary>
    public static long MarkOf(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadInt64BigEndian(hash);

    /// <summary>Compares with a stored hash in a time that does not depend on where they differ.</summary>
    public bool Matches(byte[]? hash) => hash is not null && CryptographicOperations.FixedTimeEquals(Hash(), hash);

    /// <summary>Returns only the prefix: a credential must not be logged by accident.</summary>
    public override string ToString() => Prefix(Kind) + "_...";

    private static string Prefix(CredentialKind kind) => kind switch
    {
        CredentialKind.Session => "sls",
        CredentialKind.ApiToken => "slt",
        CredentialKind.EmailConfirmation => "slc",
        CredentialKind.PasswordReset => "slr",
        CredentialKind.EmailUndo => "slu",
        CredentialKind.SignInTicket => "slf",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static CredentialKind? KindOf(ReadOnlySpan<char> prefix) => prefix switch
    {
        "sls" => CredentialKind.Session,
        "slt" => CredentialKind.ApiToken,
        "slc" => CredentialKind.EmailConfirmation,
        "slr" => CredentialKind.PasswordReset,
        "slu" => CredentialKind.EmailUndo,
        "slf" => CredentialKind.SignInTicket,
        _ => null,
    };

    private static void WriteChecksum(CredentialKind kind, ReadOnlySpan<byte> payload, Span<byte> checksum)
    {
        Span<byte> input = stackalloc byte[PrefixLength + ChecksumOffset];
        Encoding.ASCII.GetBytes(Prefix(kind), input);
        payload.CopyTo(input[PrefixLength..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        hash[..checksum.Length].CopyTo(checksum);
    }

    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        Span<uint> number = stackalloc uint[Size / 4];
        for (var i = 0; i < number.Length; i++)
        {
            number[i] = BinaryPrimitives.ReadUInt32BigEndian(bytes[(i * 4)..]);
        }

        Span<char> text = stackalloc char[Digits];
        for (var digit = Digits - 1; digit >= 0; digit--)
        {
            ulong remainder = 0;
            for (var i = 0; i < number.Length; i++)
            {
                var value = (remainder << 32) | number[i];
                number[i] = (uint)(value / 62);
                remainder = value % 62;
            }

            text[digit] = Alphabet[(int)remainder];
        }

        return new string(text);
    }

    private static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        Span<uint> number = stackalloc uint[Size / 4];
        foreach (var character in text)
        {
            var carry = character switch
            {
                >= '0' and <= '9' => (ulong)(character - '0'),
                >= 'A' and <= 'Z' => (ulong)(character - 'A' + 10),
                >= 'a' and <= 'z' => (ulong)(character - 'a' + 36),
                _ => ulong.MaxValue,
            };
            if (carry == ulong.MaxValue)
            {
                return false;
            }

            for (var i = number.Length - 1; i >= 0; i--)
            {
                var value = ((ulong)number[i] * 62) + carry;
                number[i] = (uint)value;
                carry = value >> 32;
            }

            if (carry != 0)
            {
                return false; // more than 40 bytes
            }
        }

        for (var i = 0; i < number.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes[(i * 4)..], number[i]);
        }

        return true;
    }
}
