using Serverless.Api.Shared.Parameters;
using Serverless.Domain.Email;

namespace Serverless.Api.Rpc.Admin.EmailTemplates;

/// <summary>A template of an email.</summary>
/// <param name="Subject">The subject: one line of at most 200 characters.</param>
/// <param name="Text">The plain text, at most 8,000 characters.</param>
/// <param name="Html">The content in HTML, at most 16,000 characters. The app adds the document around it, with name, logo and colour of the site.</param>
[Strict]
public sealed record TemplateDraft(string Subject, string Text, string Html)
{
    /// <summary>Returns the template with line breaks as the app writes them.</summary>
    internal EmailTemplate ToTemplate() => EmailTemplateRules.Normalize(new(Subject, Text, Html));
}
