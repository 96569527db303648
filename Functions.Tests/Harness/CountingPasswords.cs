using Serverless.Security;

namespace Serverless.Tests.Harness;

/// <summary>Counts the hashes of the product's algorithm.</summary>
public sealed class CountingPasswords : IPasswordAlgorithm
{
    /// <summary>How the text of a cheap hash begins.</summary>
    public const string Cheap = "$argon2id$v=19$m=64,t=1,p=1$";

    private readonly Argon2id _algorithm;
    private int _count;

    /// <summary>Creates the algorithm with parameters that make it cheap: each app of the tests hashes a password when it starts.</summary>
    /// <remarks>Argon2idTests and the black-box tests, which run the product as a process, use the product's parameters.</remarks>
    public CountingPasswords()
        : this(new Argon2id(memory: 64, passes: 1))
    {
    }

    private CountingPasswords(Argon2id algorithm) => _algorithm = algorithm;

    /// <summary>Returns the algorithm with the product's parameters, for tests of how hashes share the processor.</summary>
    public static CountingPasswords OfTheProduct() => new(new Argon2id());

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
