using Serverless.Security;

namespace Serverless.Tests.Harness;

/// <summary>Counts the hashes of the real algorithm.</summary>
public sealed class CountingPasswords : IPasswordAlgorithm
{
    private readonly Argon2id _algorithm = new();
    private int _count;

    /// <summary>Gets the number of computed hashes.</summary>
    public int Count => Volatile.Read(ref _count);

    public string Hash(string password)
    {
        Interlocked.Increment(ref _count);
        return _algorithm.Hash(password);
    }

    public bool Verify(string password, string encoded)
    {
        Interlocked.Increment(ref _count);
        return _algorithm.Verify(password, encoded);
    }

    public string Decoy() => _algorithm.Decoy();

    public bool NeedsRehash(string encoded) => _algorithm.NeedsRehash(encoded);
}
