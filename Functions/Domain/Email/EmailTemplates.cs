using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Serverless.Domain.Audit;
using Serverless.Domain.Languages;
using Serverless.Domain.Permissions;
using Serverless.Domain.Settings;
using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Email;

/// <summary>
/// The templates of emails that administrators changed, a row for each email and language. The instance that writes uses them at once, all other instances
/// within <see cref="SettingsStore.MaximumAge"/>.
/// </summary>
public sealed partial class EmailTemplates(EmailTemplateRows rows, Standing standing, AuditOutbox audit, TimeProvider time, ILogger<EmailTemplates> logger)
{
    private readonly CachedRead<FrozenDictionary<(string Kind, string Language), EmailTemplate>> _cached = new(cancellation => Read(rows, logger, cancellation), time);

    /// <summary>Returns the template of an email in a language; null for the built-in one.</summary>
    public async ValueTask<EmailTemplate?> Current(EmailKind kind, string language, CancellationToken cancellation) =>
        (await _cached.Get(SettingsStore.MaximumAge, cancellation)).GetValueOrDefault((kind.Name, language));

    /// <summary>Reads the templates from storage, by the names of email and language. Rows that are broken, or of a newer version, are logged and left out.</summary>
    public Task<FrozenDictionary<(string Kind, string Language), EmailTemplate>> Read(CancellationToken cancellation) => Read(rows, logger, cancellation);

    /// <summary>Writes a template that <see cref="EmailTemplateRules"/> allow.</summary>
    /// <param name="kind">The email.</param>
    /// <param name="language">The tag of the language.</param>
    /// <param name="template">The template.</param>
    /// <param name="actor">The actor in whose name the template changes; its credential must still be valid.</param>
    /// <param name="cancellation">Ends the attempt between two requests.</param>
    /// <exception cref="CredentialEndedException">The credential ended meanwhile.</exception>
    public async Task Update(EmailKind kind, string language, EmailTemplate template, Actor actor, CancellationToken cancellation)
    {
        await standing.Demand(actor, changed: null, cancellation);
        var row = new EmailTemplateRow(kind.Name, language, template.Subject, template.Text, template.Html);
        if (!await audit.Write(AuditEventName.SettingsChanged, [NameOf(kind, language)], events => rows.Write(row, events, cancellation), cancellation))
        {
            throw new ContentionException();
        }

        _cached.Forget();
    }

    /// <summary>Deletes a template, so that the built-in one counts again.</summary>
    /// <param name="kind">The email.</param>
    /// <param name="language">The tag of the language.</param>
    /// <param name="actor">The actor in whose name the template changes; its credential must still be valid.</param>
    /// <param name="cancellation">Ends the attempt between two requests.</param>
    /// <returns>Whether there was a template.</returns>
    /// <exception cref="CredentialEndedException">The credential ended meanwhile.</exception>
    public async Task<bool> Reset(EmailKind kind, string language, Actor actor, CancellationToken cancellation)
    {
        await standing.Demand(actor, changed: null, cancellation);
        var isDeleted = await audit.Write(AuditEventName.SettingsChanged, [NameOf(kind, language)], events => rows.TryDelete(kind.Name, language, events, cancellation), cancellation);
        _cached.Forget();
        return isDeleted;
    }

    private static async Task<FrozenDictionary<(string Kind, string Language), EmailTemplate>> Read(EmailTemplateRows rows, ILogger logger, CancellationToken cancellation)
    {
        var templates = new Dictionary<(string Kind, string Language), EmailTemplate>();
        await foreach (var row in rows.All(cancellation))
        {
            var template = new EmailTemplate(row.Subject, row.Text, row.Html);
            if (EmailKind.Named(row.Kind) is not { } kind || !Locale.IsSupported(row.Language) || row.Format != EmailTemplateRow.CurrentFormat)
            {
                LogUnknown(logger, row.Kind, row.Language, row.Format);
            }
            else if (EmailTemplateRules.Refuse(kind, template) is { } refusal)
            {
                LogBroken(logger, row.Kind, row.Language, refusal.Text);
            }
            else
            {
                templates[(row.Kind, row.Language)] = template;
            }
        }

        return templates.ToFrozenDictionary();
    }

    /// <summary>Returns the name of a template in the audit log.</summary>
    private static string NameOf(EmailKind kind, string language) => $"email-templates/{kind.Name}/{language}";

    [LoggerMessage(226, LogLevel.Warning, "The stored template of email {Kind} in language {Language} has the unknown format {Format}. The built-in template is used.")]
    private static partial void LogUnknown(ILogger logger, string kind, string language, int format);

    [LoggerMessage(227, LogLevel.Warning, "The stored template of email {Kind} in language {Language} is not valid, and the built-in template is used. {Problem}")]
    private static partial void LogBroken(ILogger logger, string kind, string language, string problem);
}
