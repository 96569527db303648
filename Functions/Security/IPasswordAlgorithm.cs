namespace Serverless.Security;

/// <summary>The interface to a cryptography library that stores passwords. Implementations are thread-safe.</summary>
public interface IPasswordAlgorithm
{
    /// <summary>Computes one hash with a fresh random salt.</summary>
    /// <param name="password">Exactly the received text: neither trimmed nor normalised, any UTF-16, possibly empty.</param>
    /// <returns>A self-describing text: it contains the algorithm, its parameters, the salt and the hash.</returns>
    string Hash(string password);

    /// <summary>
    /// Computes one hash with the parameters and the salt of <paramref name="encoded"/> and compares in constant time.
    /// </summary>
    /// <returns>Whether the password is correct. False, and never an exception, for a text that this algorithm did not write.</returns>
    bool Verify(string password, string encoded);

    /// <summary>Returns a text in the format of <see cref="Hash"/> that no password matches, without computing a hash.</summary>
    string Decoy();

    /// <summary>Returns whether <paramref name="encoded"/> was written with other parameters than <see cref="Hash"/> uses now.</summary>
    bool NeedsRehash(string encoded);
}
