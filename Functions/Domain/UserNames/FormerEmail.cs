using System.Globalization;

namespace Serverless.Domain.UserNames;

/// <summary>Represents a confirmed email address that was replaced recently. Its owner is notified, and can restore it.</summary>
/// <param name="MailId">The id of the email that notifies the owner, and of its action token.</param>
/// <param name="Until">The time when the entry expires.</param>
/// <param name="IsConfirmed">False only in entries of older versions, which had unconfirmed email addresses, too. They count for nothing.</param>
/// <param name="Address">The email address.</param>
public sealed record FormerEmail(long MailId, DateTimeOffset Until, bool IsConfirmed, string Address)
{
    /// <summary>The time during which a change can be undone.</summary>
    public static readonly TimeSpan UndoTime = TimeSpan.FromDays(7);

    /// <summary>The maximum number of email addresses that can be restored. The oldest ones are kept, because they predate a takeover of the account.</summary>
    public const int MostConfirmed = 3;

    /// <summary>Returns the text for the user row.</summary>
    internal string Format() => string.Create(CultureInfo.InvariantCulture, $"{MailId}:{Until.ToUnixTimeSeconds()}:{(IsConfirmed ? 1 : 0)}:{Uri.EscapeDataString(Address)}");

    /// <summary>Parses the text that <see cref="Format"/> returns.</summary>
    internal static FormerEmail Parse(string text)
    {
        var parts = text.Split(':');
        return new(
            long.Parse(parts[0], CultureInfo.InvariantCulture),
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[1], CultureInfo.InvariantCulture)),
            parts[2] == "1",
            Uri.UnescapeDataString(parts[3]));
    }
}
