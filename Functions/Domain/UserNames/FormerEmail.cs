using System.Globalization;
using Serverless.Domain.EmailTokens;

namespace Serverless.Domain.UserNames;

/// <summary>An address that was replaced a short while ago: its owner is told, and can take it back if it was confirmed.</summary>
/// <param name="MailId">The id of the email that tells, and of its action token.</param>
/// <param name="Until">When it is forgotten.</param>
/// <param name="IsConfirmed">Whether it was confirmed, so that the change can be undone from it.</param>
/// <param name="Address">The address.</param>
public sealed record FormerEmail(long MailId, DateTimeOffset Until, bool IsConfirmed, string Address)
{
    /// <summary>How long a change can be undone.</summary>
    public static readonly TimeSpan UndoTime = TimeSpan.FromDays(7);

    /// <summary>How long the email to an unconfirmed address is tried.</summary>
    public static readonly TimeSpan NoticeTime = TimeSpan.FromDays(1);

    /// <summary>Addresses from which changes can be undone, at most. The oldest stay: they were there before a thief was.</summary>
    public const int MostConfirmed = 3;

    /// <summary>What the email to the address is for.</summary>
    public ActionPurpose Purpose => IsConfirmed ? ActionPurpose.UndoEmailChange : ActionPurpose.TellEmailChanged;

    /// <summary>The text in the user row.</summary>
    internal string Format() => string.Create(CultureInfo.InvariantCulture, $"{MailId}:{Until.ToUnixTimeSeconds()}:{(IsConfirmed ? 1 : 0)}:{Uri.EscapeDataString(Address)}");

    /// <summary>Reads what <see cref="Format"/> wrote.</summary>
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
