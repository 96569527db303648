using System.Text.RegularExpressions;
using Serverless.Domain.Failures;

namespace Serverless.Domain.Email;

/// <summary>Checks templates of emails that administrators write.</summary>
public static partial class EmailTemplateRules
{
    /// <summary>The longest subject, in characters.</summary>
    public const int LongestSubject = 200;

    /// <summary>The longest plain text, in characters.</summary>
    public const int LongestText = 8_000;

    /// <summary>The longest HTML, in characters: a column has up to 32,768, and the body of a call up to 65,536 bytes.</summary>
    public const int LongestHtml = 16_000;

    // Their values contain no space and no quote, so they cannot end an attribute, with or without quotes.
    private static readonly string[] AllowedInTags = ["link", "site_url", "color", "text_color"];

    /// <summary>Returns a template with line breaks as the app writes them.</summary>
    public static EmailTemplate Normalize(EmailTemplate template) =>
        new(template.Subject.Trim(), template.Text.ReplaceLineEndings("\n"), template.Html.ReplaceLineEndings("\n"));

    /// <summary>Returns why a template cannot be that of an email; null if it can.</summary>
    public static Refusal? Refuse(EmailKind kind, EmailTemplate template) =>
        Problem(kind, "subject", template.Subject, LongestSubject, [])
        ?? (template.Subject.Any(char.IsControl) ? Invalid("The subject must be one line without control characters") : null)
        ?? Problem(kind, "text", template.Text, LongestText, kind.Required)
        ?? Problem(kind, "html", template.Html, LongestHtml, kind.Required)
        ?? Placement(template.Html);

    private static Refusal? Problem(EmailKind kind, string part, string text, int longest, IReadOnlyCollection<string> required)
    {
        var used = Placeholders.In(text).ToHashSet();
        return string.IsNullOrWhiteSpace(text) ? Invalid($"The {part} must not be empty")
            : text.Length > longest ? Invalid($"The {part} must have at most {longest} characters")
            : used.FirstOrDefault(name => !kind.Placeholders.Contains(name)) is { } unknown
                ? Invalid($"The {part} has the unknown placeholder {Shown(unknown)}. It can have {string.Join(", ", kind.Placeholders.Select(Shown))}")
            : required.FirstOrDefault(name => !used.Contains(name)) is { } missing ? Invalid($"The {part} needs the placeholder {Shown(missing)}")
            : null;
    }

    /// <summary>Names and other values stay outside of tags: a name could add attributes to a tag, although its quotes are encoded.</summary>
    private static Refusal? Placement(string html) =>
        html.Contains("<script", StringComparison.OrdinalIgnoreCase) ? Invalid("The html must have no scripts: email programs do not run them")
        : Tag().Matches(html).SelectMany(tag => Placeholders.In(tag.Value)).FirstOrDefault(name => !AllowedInTags.Contains(name)) is { } misplaced
            ? Invalid($"The html has the placeholder {Shown(misplaced)} inside of a tag. Only {string.Join(", ", AllowedInTags.Select(Shown))} can be there")
        : null;

    private static string Shown(string name) => $"{{{{{(name.Length <= 40 ? name : name[..40] + "...")}}}}}";

    private static Refusal Invalid(string text) => new(Reason.EmailTemplateInvalid, text);

    [GeneratedRegex("<[a-zA-Z!/?][^>]*>?")]
    private static partial Regex Tag();
}
