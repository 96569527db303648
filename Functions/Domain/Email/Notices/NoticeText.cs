using System.Text.Json;

namespace Serverless.Domain.Email.Notices;

/// <summary>Provides the texts of the emails about security events. None contains a value that a caller can choose.</summary>
/// <param name="Subject">The subject of the email, and of the notification in the app.</param>
/// <param name="Event">What happened.</param>
/// <param name="Advice">What to do.</param>
internal sealed record NoticeText(string Subject, string Event, string Advice)
{
    /// <summary>Returns the texts for an event.</summary>
    /// <param name="kind">The event.</param>
    /// <param name="texts">The texts of a language.</param>
    public static NoticeText Of(NoticeKind kind, EmailTexts texts)
    {
        var name = NameOf(kind);
        return new(texts[$"notice.{name}.subject"], texts[$"notice.{name}.event"], texts[$"advice.{Advised(kind) ?? name}"]);
    }

    private static string? Advised(NoticeKind kind) =>
        kind is NoticeKind.EmailChanged or NoticeKind.FactorsReset or NoticeKind.AccountDisabled or NoticeKind.AccountErased ? null : "default";

    private static string NameOf(NoticeKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());
}
