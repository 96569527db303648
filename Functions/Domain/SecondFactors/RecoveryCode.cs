using System.Security.Cryptography;
using Serverless.Storage.Rows;

namespace Serverless.Domain.SecondFactors;

/// <summary>
/// Creates and checks recovery codes. A code has 128 random bits, so a plain hash protects it. It is written as eight groups of four hexadecimal digits.
/// </summary>
public static class RecoveryCode
{
    /// <summary>The number of codes that a user gets at once.</summary>
    public const int Count = 10;

    private const int Size = 16;
    private const int GroupLength = 4;
    private const byte Version = 1;

    /// <summary>Creates new codes.</summary>
    /// <returns>The codes to show to the user once, and the row with their hashes.</returns>
    public static (IReadOnlyList<string> Codes, RecoveryCodesRow Row) Create()
    {
        var codes = Enumerable.Range(0, Count).Select(_ => RandomNumberGenerator.GetBytes(Size)).ToList();
        return ([.. codes.Select(Format)], new() { Hashes = Pack(codes.Select(SHA256.HashData)) });
    }

    /// <summary>Returns the row without the hash of a code, and the number of remaining hashes; null if the code is not among them.</summary>
    /// <param name="row">The row.</param>
    /// <param name="typed">The code as typed. Case, hyphens and spaces are ignored.</param>
    public static (RecoveryCodesRow Row, int Left)? Use(RecoveryCodesRow row, string typed)
    {
        if (Parse(typed) is not { } code)
        {
            return null;
        }

        var hash = SHA256.HashData(code);
        var stored = Unpack(row);
        var left = stored.Where(one => !CryptographicOperations.FixedTimeEquals(one, hash)).ToList();
        return left.Count == stored.Count ? null : (row with { Hashes = Pack(left) }, left.Count);
    }

    /// <summary>Returns the number of codes that were not used yet.</summary>
    public static int CountOf(RecoveryCodesRow row) => Unpack(row).Count;

    private static string Format(byte[] code) => string.Join('-', Convert.ToHexStringLower(code).Chunk(GroupLength).Select(group => new string(group)));

    private static byte[]? Parse(string typed)
    {
        var digits = new string([.. typed.Where(character => character != '-' && !char.IsWhiteSpace(character))]);
        return digits.Length == Size * 2 && digits.All(char.IsAsciiHexDigit) ? Convert.FromHexString(digits) : null;
    }

    private static byte[] Pack(IEnumerable<byte[]> hashes) => [Version, .. hashes.SelectMany(hash => hash)];

    private static List<byte[]> Unpack(RecoveryCodesRow row) =>
        row.Hashes is [Version, .. var hashes]
            ? [.. hashes.Chunk(SHA256.HashSizeInBytes)]
            : throw new InvalidDataException("The recovery codes have an unknown format. Run the version that wrote them, or a newer one.");
}
