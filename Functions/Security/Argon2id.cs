using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Serverless.Security;

// How a password is stored
// ------------------------
// As the PHC string of Argon2id (RFC 9106), the text that libsodium, the reference implementation and PHP write too:
//
//   $argon2id$v=19$m=19456,t=2,p=1$c2l4dGVlbmJ5dGVzYWx0IQ$FY0dSvYcwDYwIPm8ffQcifseQmzjcKXJTa0zhwORJH0
//
//   field      | here       | meaning                                             | accepted when read
//   -----------+------------+-----------------------------------------------------+--------------------
//   argon2id   |            | the algorithm                                       | argon2id
//   v          | 19         | the version of Argon2, 0x13                         | 19
//   m          | 19456      | memory in KiB (19 MiB)                              | 8 to 262144
//   t          | 2          | passes over that memory                             | 1 to 10
//   p          | 1          | lanes; libsodium computes one                       | 1
//   salt       | 16 bytes   | random for each hash; base64 without padding        | 16 bytes
//   hash       | 32 bytes   | base64 without padding                              | 16 to 64 bytes
//
// m, t and p are the OWASP Password Storage Cheat Sheet's recommendation for Argon2id. The upper bounds are the limit of what
// a stored row can make this process do: 256 MiB, ten passes. Only the canonical spelling is read (no leading zeros, no
// padding, no stray bits in base64), so that there is one text for one hash.
//
// Input: the UTF-8 bytes of exactly what was received, without trimming or Unicode normalisation. A lone surrogate has no
// UTF-8; request decoding refuses it, and what gets here nevertheless is hashed as U+FFFD.
//
// Upgrade: when m, t, p or the length of the hash differ from the ones above in either direction, the next successful sign-in
// stores a new hash (NeedsRehash). To change the parameters, change the constants; nobody has to set a new password.

/// <summary>Argon2id (RFC 9106) by libsodium, stored as a PHC string.</summary>
public sealed class Argon2id : IPasswordAlgorithm
{
    private const int HashSize = 32;

    private readonly int _memory;
    private readonly int _passes;

    /// <summary>The parameters in use: 19456 KiB, 2 passes.</summary>
    public Argon2id()
        : this(19_456, 2)
    {
    }

    /// <summary>Other parameters, for tests.</summary>
    /// <param name="memory">KiB, 8 to 262144.</param>
    /// <param name="passes">1 to 10.</param>
    /// <exception cref="ArgumentOutOfRangeException">A text with these parameters could not be read again.</exception>
    public Argon2id(int memory, int passes)
    {
        if (!Argon2idText.Allows(memory, passes))
        {
            throw new ArgumentOutOfRangeException(nameof(memory), "These parameters are outside of what is read.");
        }

        _memory = memory;
        _passes = passes;
    }

    /// <inheritdoc/>
    public string Hash(string password)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(Argon2idText.SaltSize);
        return new Argon2idText(_memory, _passes, salt, Derive(password, _memory, _passes, salt, HashSize)).ToString();
    }

    /// <inheritdoc/>
    public string Decoy() =>
        new Argon2idText(_memory, _passes, RandomNumberGenerator.GetBytes(Argon2idText.SaltSize), RandomNumberGenerator.GetBytes(HashSize)).ToString();

    /// <inheritdoc/>
    public bool Verify(string password, string encoded)
    {
        if (Argon2idText.Parse(encoded) is not { } stored)
        {
            return false;
        }

        byte[] computed = Derive(password, stored.Memory, stored.Passes, stored.Salt, stored.Hash.Length);
        try
        {
            return CryptographicOperations.FixedTimeEquals(computed, stored.Hash);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(computed);
        }
    }

    /// <inheritdoc/>
    public bool NeedsRehash(string encoded) =>
        Argon2idText.Parse(encoded) is not { } stored
        || stored.Memory != _memory
        || stored.Passes != _passes
        || stored.Hash.Length != HashSize;

    private static byte[] Derive(string password, int memory, int passes, byte[] salt, int size)
    {
        var parameters = new Argon2Parameters { MemorySize = memory, NumberOfPasses = passes, DegreeOfParallelism = 1 };
        byte[] secret = Encoding.UTF8.GetBytes(password);
        try
        {
            return PasswordBasedKeyDerivationAlgorithm.Argon2id(parameters).DeriveBytes(secret, salt, size);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}
