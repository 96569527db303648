using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Serverless.Domain.Failures;
using Serverless.Security;

namespace Serverless.Domain.Passwords;

/// <summary>
/// Decides which passwords may be set, following NIST SP 800-63B: a length, a list of common passwords, no name of the owner, and no composition
/// rules. Applies when a password is set, never at sign-in.
/// </summary>
public sealed class PasswordPolicy(IOptions<PasswordOptions> options)
{
    /// <summary>The maximum length of a password, in Unicode code points.</summary>
    public const int MaximumLength = 128;

    /// <summary>The smallest value of the setting for the minimum length.</summary>
    public const int ShortestMinimum = 8;

    // The words that an attacker tries first against this product. docs/security-requirements.md lists them.
    private static readonly string[] ProductWords = ["serverless", "azurite"];

    // Shorter names occur in good passwords by chance.
    private const int ShortestContextWord = 4;

    /// <summary>Gets the minimum length of a password, in Unicode code points.</summary>
    public int MinimumLength => options.Value.MinimumLength;

    /// <summary>Checks a password that is to be set.</summary>
    /// <param name="password">The password as received. Its length is counted in Unicode code points after normalisation by <see cref="PasswordText"/>.</param>
    /// <param name="context">The owner's user name and email address, in any order. Null and empty ones are skipped.</param>
    /// <returns>The fault; null if the password is acceptable.</returns>
    public PasswordFault? Judge(string password, params ReadOnlySpan<string?> context)
    {
        password = PasswordText.Normalize(password);
        int length = password.EnumerateRunes().Count();
        if (length < MinimumLength)
        {
            return PasswordFault.TooShort;
        }

        if (length > MaximumLength)
        {
            return PasswordFault.TooLong;
        }

        if (CommonPasswords.Contains(password) || PasswordRun.Is(password) || IsProductWord(password))
        {
            return PasswordFault.TooCommon;
        }

        return Names(password, context) ? PasswordFault.NamesOwner : null;
    }

    /// <summary>Returns the refusal of a password that is to be set, with a message.</summary>
    /// <param name="password">The password as received.</param>
    /// <param name="context">The owner's user name and email address, in any order. Null and empty ones are skipped.</param>
    /// <returns>The refusal; null if the password is acceptable.</returns>
    public Refusal? Refuse(string password, params ReadOnlySpan<string?> context) => Judge(password, context) switch
    {
        null => null,
        PasswordFault.TooShort => new Refusal(Reason.PasswordTooShort, string.Create(
            CultureInfo.InvariantCulture, $"Password must contain at least {MinimumLength} character{(MinimumLength == 1 ? "" : "s")}")),
        PasswordFault.TooLong => new Refusal(Reason.PasswordTooLong, string.Create(CultureInfo.InvariantCulture, $"Password must contain at most {MaximumLength} characters")),
        PasswordFault.TooCommon => new Refusal(Reason.PasswordTooCommon, "Password is too common"),
        _ => new Refusal(Reason.PasswordNamesOwner, "Password must not contain the user name or email"),
    };

    /// <summary>Generates a password for a user who did not choose one: 16 random bytes as base64url without padding, 22 characters.</summary>
    public static string Generate() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    /// <summary>Returns whether a password has too few other characters besides the product's words, such as <c>serverless1</c>.</summary>
    private static bool IsProductWord(string password)
    {
        string rest = ProductWords.Aggregate(password, (text, word) => text.Replace(word, "", StringComparison.OrdinalIgnoreCase));
        return rest.Length < password.Length && rest.Count(char.IsLetterOrDigit) < ShortestMinimum;
    }

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

/// <summary>Specifies why a password cannot be set.</summary>
public enum PasswordFault
{
    /// <summary>The password has fewer code points than <see cref="PasswordPolicy.MinimumLength"/>.</summary>
    TooShort,

    /// <summary>The password has more code points than <see cref="PasswordPolicy.MaximumLength"/>.</summary>
    TooLong,

    /// <summary>The password is on the list of common passwords, is a sequence of characters, or is little more than a product word.</summary>
    TooCommon,

    /// <summary>The password contains the owner's user name or email address.</summary>
    NamesOwner,
}
