using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Serverless.Domain.Failures;
using Serverless.Security;

namespace Serverless.Domain.Passwords;

/// <summary>
/// Which passwords may be set, after NIST SP 800-63B: a length, a list of common ones, nothing that names the owner, and no rules
/// of composition. Asked when a password is set, never at sign-in.
/// </summary>
public sealed class PasswordPolicy(IOptions<PasswordOptions> options)
{
    /// <summary>The longest password accepted, in Unicode code points.</summary>
    public const int MaximumLength = 128;

    /// <summary>The least that the setting for the shortest password can be.</summary>
    public const int ShortestMinimum = 8;

    // What an attacker tries first here. docs/security-requirements.md lists them.
    private static readonly string[] ProductWords = ["serverless", "azurite"];

    // Shorter names turn up in good passwords by chance.
    private const int ShortestContextWord = 4;

    /// <summary>The shortest password accepted, in Unicode code points.</summary>
    public int MinimumLength => options.Value.MinimumLength;

    /// <summary>Judges a password that is to be set.</summary>
    /// <param name="password">The password as received. Its length is counted in Unicode code points of its form by <see cref="PasswordText"/>.</param>
    /// <param name="context">The owner's user name and email address, in any order; null or empty ones are skipped.</param>
    /// <returns>Null when it is acceptable.</returns>
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

    /// <summary>Returns the fault of a password that is to be set as a sentence.</summary>
    /// <param name="password">The password as received.</param>
    /// <param name="context">The owner's user name and email address, in any order; null or empty ones are skipped.</param>
    /// <returns>The refusal; null when it is acceptable.</returns>
    public Refusal? Refuse(string password, params ReadOnlySpan<string?> context) => Judge(password, context) switch
    {
        null => null,
        PasswordFault.TooShort => new Refusal(Reason.PasswordTooShort, string.Create(
            CultureInfo.InvariantCulture, $"Password must contain at least {MinimumLength} character{(MinimumLength == 1 ? "" : "s")}")),
        PasswordFault.TooLong => new Refusal(Reason.PasswordTooLong, string.Create(CultureInfo.InvariantCulture, $"Password must contain at most {MaximumLength} characters")),
        PasswordFault.TooCommon => new Refusal(Reason.PasswordTooCommon, "Password is too common"),
        _ => new Refusal(Reason.PasswordNamesOwner, "Password must not contain the user name or email"),
    };

    /// <summary>A password for who did not choose one: 16 random bytes as base64url without padding, 22 characters.</summary>
    public static string Generate() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    /// <summary>Whether little is left of a password without the product's words, as of <c>serverless1</c>.</summary>
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

/// <summary>Why a password cannot be set.</summary>
public enum PasswordFault
{
    /// <summary>Fewer code points than <see cref="PasswordPolicy.MinimumLength"/>.</summary>
    TooShort,

    /// <summary>More than <see cref="PasswordPolicy.MaximumLength"/>.</summary>
    TooLong,

    /// <summary>On the list of common ones, or one character following from the other.</summary>
    TooCommon,

    /// <summary>It contains its owner's name or address.</summary>
    NamesOwner,
}
