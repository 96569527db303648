using System.Buffers;
using Serverless.Domain.Failures;

namespace Serverless.Domain.UserNames;

/// <summary>Provides the rule for Telegram user names (rpc.md 5.2): 5 to 255 letters, digits and <c>_</c>, stored in lower case.</summary>
public static class TelegramName
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>Returns the form in which names are stored and compared.</summary>
    public static string Normalize(string name) => name.ToLowerInvariant();

    /// <summary>Returns why a normalised name is refused; null if it is accepted. The messages come from the contract, although the limit is 255.</summary>
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
