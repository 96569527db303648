using System.Buffers;
using Serverless.Domain.Failures;

namespace Serverless.Domain.UserNames;

/// <summary>The rule for Telegram user names (rpc.md 5.2): 5 to 255 letters, digits and <c>_</c>, stored in lower case.</summary>
public static class TelegramName
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>The form in which names are stored and compared.</summary>
    public static string Normalize(string name) => name.ToLowerInvariant();

    /// <summary>Why a normalised name is refused; null if it is not. The texts are the contract's, although the limit is 255.</summary>
    public static Refusal? Refuse(string name)
    {
        if (name.Length is < 5 or > 255)
        {
            return new Refusal(Reason.TelegramNameInvalid, "Telegram user name length must be between 5 and 32 characters");
        }

        return name.AsSpan().ContainsAnyExcept(Allowed)
            ? new Refusal(Reason.TelegramNameInvalid, """Telegram user name must contain letters, digits and "_" only""")
            : null;
    }
}
