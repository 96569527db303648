using System.Buffers;
using Azure.Data.Tables;
using Serverless.Storage.Forms;
using Serverless.Storage.Rows;

namespace Serverless.Storage.Exports;

/// <summary>Represents a row of any table, with all its columns, as it is written to a file and read from one.</summary>
public sealed class ExportedRow
{
    internal ExportedRow(TableEntity entity) => Entity = entity;

    /// <summary>Gets the partition key.</summary>
    public string PartitionKey => Entity.PartitionKey;

    /// <summary>Gets the row key.</summary>
    public string RowKey => Entity.RowKey;

    /// <summary>Gets the form of the data, if the row contains it; otherwise null.</summary>
    public int? Form => Entity is { PartitionKey: FormRow.Partition, RowKey: FormRow.Key } ? FormRow.From(Entity).Form : null;

    internal TableEntity Entity { get; }

    /// <summary>Returns the row of a line.</summary>
    /// <exception cref="FormatException">The line is not a row.</exception>
    public static ExportedRow Parse(string line) => new(EntityLine.Read(line));

    /// <summary>Returns the row of a name.</summary>
    public static ExportedRow Of(NameRow name) => new(name.ToEntity());

    /// <summary>Returns the user of a row of table Accounts; null if it is another row.</summary>
    public UserRow? AsUser() => RowKey.StartsWith(UserRow.KeyPrefix, StringComparison.Ordinal) ? UserRow.From(Entity) : null;

    /// <summary>Removes the data about the exported storage account from a row with the form of the data.</summary>
    public void ForgetAccount() => Entity.Remove(nameof(FormRow.Made));

    /// <summary>Writes the row as a line.</summary>
    public void WriteTo(IBufferWriter<byte> target) => EntityLine.Write(Entity, target);
}
