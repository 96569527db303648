using System.Globalization;
using Serverless.Storage;

namespace Serverless.Domain.SecondFactors;

/// <summary>Encrypts the secrets of authenticator apps, see <see cref="Secrets"/>. The text of one user cannot be decrypted for another.</summary>
public sealed class TotpSecrets(Secrets secrets)
{
    /// <summary>Encrypts a secret.</summary>
    public Task<string> Protect(long userId, byte[] secret, CancellationToken cancellation) => secrets.Protect(Purpose(userId), Convert.ToBase64String(secret), cancellation);

    /// <summary>Decrypts a secret.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">Thrown when the text belongs to another user, or its key is missing.</exception>
    public async Task<byte[]> Unprotect(long userId, string text, CancellationToken cancellation) =>
        Convert.FromBase64String(await secrets.Unprotect(Purpose(userId), text, cancellation));

    private static string Purpose(long userId) => string.Create(CultureInfo.InvariantCulture, $"totp;{userId}");
}
