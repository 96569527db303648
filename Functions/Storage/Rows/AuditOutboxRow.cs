using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>
/// Represents the row with the events of one change, in the partition and the transaction of that change. It is the record that the change cannot be
/// without. The rows of table Audit are copies.
/// </summary>
/// <param name="Events">The events, oldest first. There is at least one.</param>
public sealed record AuditOutboxRow(IReadOnlyList<AuditRow> Events)
{
    internal const string KeyPrefix = "audit;";
    internal const string KeyEnd = "audit<"; // '<' follows ';'

    private const string Column = nameof(Events);

    /// <summary>Returns the row key. The newest change comes first.</summary>
    internal string Key => KeyPrefix + Events[^1].Key;

    /// <summary>Returns a text before the row keys of all changes at a time or earlier, and after those of later changes.</summary>
    internal static string KeyAt(DateTimeOffset date) => KeyPrefix + AuditRow.NewestFirst(date);

    internal TableEntity ToEntity(string partition) => new(partition, Key) { [Column] = AuditRow.Format(Events) };

    internal static AuditOutboxRow From(TableEntity entity) => new(AuditRow.Parse(entity.GetString(Column)));
}
