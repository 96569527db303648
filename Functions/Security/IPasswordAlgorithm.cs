namespace Serverless.Security;

/// <summary>All that the product needs of a cryptography library to store passwords. Implementations are thread-safe.</summary>
public interface IPasswordAlgorithm
{
    /// <summary>Computes one hash with a fresh random salt.</summary>
    /// <param name="password">Exactly what was received: neither trimmed nor normalised, any UTF-16, also empty.</param>
    /// <returns>A self-describing text: it carries the algorithm, its parameters, the salt and the hash.</returns>
    string Hash(string password);

    /// <summary>
    /// Computes one hash with the parameters and the salt of <paramref name="encoded"/> and compares in constant time.
    /// </summary>
    /// <returns>False as well, and never an exception, for a text that this algorithm did not write.</returns>
    bool Verify(string password, string encoded);

    /// <summary>A text as <see cref="Hash"/> writes it that no password opens; made without computing a hash.</summary>
    string Decoy();

    /// <summary>Whether <paramref name="encoded"/> was written with other parameters than <see cref="Hash"/> uses now.</summary>
    bool NeedsRehash(string encoded);
}
