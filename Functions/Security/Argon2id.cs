using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Serverless.Security;

// How a password is stored
// ------------------------
// As the PHC string of Argon2id (RFC 9106), the format of libsodium, the reference implementation and PHP:
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
// m, t and p are the OWASP Password Storage Cheat Sheet's recommendation for Argon2id. The upper bounds limit the work that
// a stored row can cause: 256 MiB, ten passes. Only the canonical spelling is accepted (no leading zeros, no
// padding, no stray bits in base64), so that each hash has exactly one text.
//
// Input: the UTF-8 bytes of exactly the received text, without trimming or Unicode normalisation. A lone surrogate has no
// UTF-8 encoding: request decoding refuses it, and one that gets here nevertheless is hashed as U+FFFD.
//
// Upgrade: when m, t, p or the length of the hash differ from the values above in either direction, the next successful sign-in
// stores a new hash (NeedsRehash). To change the parameters, change the constants; no user has to set a new password.

/// <summary>Argon2id (RFC 9106) by libsodium, stored as a PHC string.</summary>
public sealed class Argon2id : IPasswordAlgorithm
{
    private const int HashSize = 32;

    private readonly int _memory;
    private readonly int _passes;

    /// <summary>Creates the algorithm with the parameters in use: 19456 KiB, 2 passes.</summary>
    public Argon2id()
        : this(19_456, 2)
    {
    }

    /// <summary>Creates the algorithm with other parameters, for tests.</summary>
    /// <param name="memory">The memory in KiB, 8 to 262144.</param>
    /// <param name="passes">The passes, 1 to 10.</param>
    /// <exception cref="ArgumentOutOfRangeException">A text with these parameters would not be accepted when read.</exception>
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
