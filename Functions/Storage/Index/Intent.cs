using Azure.Data.Tables;

namespace Serverless.Storage.Index;

/// <summary>A change that is recorded, and whose document may now be written.</summary>
public sealed class Intent
{
    internal Intent(ChangeRecord record, TableEntity row) => (Record, Row) = (record, row);

    /// <summary>Gets the stamp that the document must carry from now on.</summary>
    public long Stamp => Record.Stamp;

    internal ChangeRecord Record { get; }

    internal TableEntity Row { get; }
}
