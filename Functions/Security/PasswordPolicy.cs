using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Serverless.Security;

/// <summary>
/// Which passwords may be set, after NIST SP 800-63B: a length, a list of common ones, nothing that names the owner, and no rules
/// of composition. Asked when a password is set, never at sign-in.
/// </summary>
public sealed class PasswordPolicy(IOptions<PasswordOptions> options)
{
    /// <summary>The longest password accepted, in Unicode code points.</summary>
    public const int MaximumLength = 128;

    // Shorter names turn up in good passwords by chance.
    private const int ShortestContextWord = 4;

    /// <summary>Judges a password that is to be set.</summary>
    /// <param name="password">Exactly what was received; its length is counted in Unicode code points.</param>
    /// <param name="context">The owner's user name and email address, in any order; null or empty ones are skipped.</param>
    /// <returns>Null when it is acceptable, else one sentence without a full stop, for the client.</returns>
    public string? Refuse(string password, params ReadOnlySpan<string?> context)
    {
        int minimum = options.Value.MinimumLength;
        int length = password.EnumerateRunes().Count();
        if (length < minimum)
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"Password must contain at least {minimum} character{(minimum == 1 ? "" : "s")}");
        }

        if (length > MaximumLength)
        {
            return string.Create(CultureInfo.InvariantCulture, $"Password must contain at most {MaximumLength} characters");
        }

        if (CommonPasswords.Contains(password) || PasswordRun.Is(password))
        {
            return "Password is too common";
        }

        return Names(password, context) ? "Password must not contain the user name or email" : null;
    }

    /// <summary>A password for who did not choose one: 16 random bytes as base64url without padding, 22 characters.</summary>
    public static string Generate() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    private static bool Names(string password, ReadOnlySpan<string?> context)
    {
        foreach (string? word in context)
        {
            if (Names(password, word) || Names(password, word?.Split('@')[0]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Names(string password, string? word) => word switch
    {
        null or "" => false,
        { Length: >= ShortestContextWord } => password.Contains(word, StringComparison.OrdinalIgnoreCase),
        _ => password.Equals(word, StringComparison.OrdinalIgnoreCase),
    };
}
