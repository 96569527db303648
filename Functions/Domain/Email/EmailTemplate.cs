using System.Collections.Concurrent;

namespace Serverless.Domain.Email;

/// <summary>Represents the text of an email in one language, with <c>{{name}}</c> in place of values.</summary>
/// <param name="Subject">The subject, one line of plain text. It is the heading of the HTML part, too.</param>
/// <param name="Text">The content as plain text.</param>
/// <param name="Html">The content as HTML, which <c>layout.html</c> surrounds.</param>
public sealed record EmailTemplate(string Subject, string Text, string Html)
{
    private static readonly ConcurrentDictionary<(EmailKind Kind, string Language), EmailTemplate> Known = new();

    /// <summary>Returns the template of the app.</summary>
    public static EmailTemplate BuiltIn(EmailKind kind, string language) => BuiltIn(kind, EmailTexts.Of(language));

    /// <summary>Returns the template of the app: the files <c>Email/Templates/&lt;kind&gt;.*</c> with the texts of a language.</summary>
    internal static EmailTemplate BuiltIn(EmailKind kind, EmailTexts texts) => Known.GetOrAdd((kind, texts.Language), _ => new EmailTemplate(
        kind.Subject ?? texts[$"{kind.Name}.subject"],
        texts.Translate(EmailFiles.Read($"Templates.{kind.Name}.txt"), isHtml: false),
        texts.Translate(EmailFiles.Read($"Templates.{kind.Name}.html"), isHtml: true)));
}
