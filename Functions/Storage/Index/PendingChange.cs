using Azure.Data.Tables;

namespace Serverless.Storage.Index;

/// <summary>A recorded change whose document may now be written.</summary>
public sealed class PendingChange
{
    internal PendingChange(ChangeRecord record, TableEntity row) => (Record, Row) = (record, row);

    /// <summary>Gets the stamp that must be written with the document.</summary>
    public long Stamp => Record.Stamp;

    internal ChangeRecord Record { get; }

    internal TableEntity Row { get; }
}
