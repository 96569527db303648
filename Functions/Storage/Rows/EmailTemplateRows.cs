using Azure;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Reads and writes the templates of emails that administrators changed. The event of each change is in its transaction.</summary>
public sealed class EmailTemplateRows(Tables tables, SettingsRows settings)
{
    /// <summary>Returns all templates. Their number is that of the emails times the languages, so it takes few requests.</summary>
    public IAsyncEnumerable<EmailTemplateRow> All(CancellationToken cancellation) => tables.Settings
        .QueryAsync<TableEntity>(RowRange.InPartition(SettingsRow.Partition, EmailTemplateRow.KeyPrefix, RowRange.EndOf(EmailTemplateRow.KeyPrefix)), cancellationToken: cancellation)
        .Select(EmailTemplateRow.From);

    /// <summary>Adds or replaces a template.</summary>
    public Task<bool> Write(EmailTemplateRow row, AuditOutboxRow events, CancellationToken cancellation) =>
        settings.TryCommit([new(TableTransactionActionType.UpsertReplace, row.ToEntity())], events, cancellation);

    /// <summary>Deletes a template. Returns false if there is none.</summary>
    public Task<bool> TryDelete(string kind, string language, AuditOutboxRow events, CancellationToken cancellation) => settings.TryCommit(
        [new(TableTransactionActionType.Delete, new TableEntity(SettingsRow.Partition, EmailTemplateRow.Key(kind, language)) { ETag = ETag.All })], events, cancellation);
}
