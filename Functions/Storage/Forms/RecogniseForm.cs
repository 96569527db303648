using Azure;
using Azure.Data.Tables;

namespace Serverless.Storage.Forms;

/// <summary>Determines the form of the stored data: by the version row, or without one by the rows that only one revision wrote.</summary>
/// <remarks>
/// Revision c2ef8d8 wrote no version row. Its user rows have the key <c>user;id</c>; those of older revisions (64f1139) are all <c>user</c>. Its
/// derived data (table Index) may be that of an older revision: the migration builds it again.
/// </remarks>
public sealed class RecogniseForm(Tables tables, FormRows rows)
{
    private const string Root = "1";
    private const string Guide = "See docs/operations/upgrade.md.";

    /// <summary>Checks the data. One transaction if there is a version row.</summary>
    public async Task<FormFinding> Run(CancellationToken cancellation)
    {
        if (await rows.Read(cancellation) is { } row)
        {
            return Judge(row);
        }

        if (await Any(tables.Counters, $"PartitionKey eq 'import'", cancellation))
        {
            return new() { Refusal = $"An import into these tables is not complete. Run --import with the same folder again until it ends. {Guide}" };
        }

        if (!await Any(tables.Accounts, null, cancellation) && !await Any(tables.Names, null, cancellation))
        {
            return new() { IsEmpty = true };
        }

        return await Any(tables.Accounts, $"PartitionKey eq '{Root}' and RowKey eq 'user;{Root}'", cancellation)
            ? new() { Row = new FormRow { Form = DataForm.Unversioned, Product = "c2ef8d8", Written = default } }
            : new()
            {
                Refusal = "The stored data has no version, and its rows are not those of revision c2ef8d8: an older development revision wrote it. "
                    + $"Run the revision that wrote it, or set Storage__Prefix to begin with empty tables. {Guide}",
            };
    }

    private static FormFinding Judge(FormRow row)
    {
        if (row.Form > DataForm.Current || row.MovingTo > DataForm.Current)
        {
            return new()
            {
                Refusal = $"The stored data has form {Math.Max(row.Form, row.MovingTo ?? 0)}, and this version reads form {DataForm.Current}. "
                    + $"Run version {row.Product} or a newer one, or restore a backup that this version can read. {Guide}",
            };
        }

        return row.Form is < DataForm.Unversioned
            ? new() { Refusal = $"The version row of the stored data (table Settings, partition {FormRow.Partition}) is damaged. Restore it from a backup. {Guide}" }
            : new() { Row = row };
    }

    private static async Task<bool> Any(TableClient table, string? filter, CancellationToken cancellation)
    {
        try
        {
            return await table.QueryAsync<TableEntity>(filter, maxPerPage: 1, select: ["PartitionKey"], cancellationToken: cancellation).AnyAsync(cancellation);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == "TableNotFound")
        {
            return false;
        }
    }
}

/// <summary>The result of <see cref="RecogniseForm"/>: exactly one of the three properties is set.</summary>
public sealed record FormFinding
{
    /// <summary>Gets the version row of data that this version can read or migrate; not stored yet if its ETag is default.</summary>
    public FormRow? Row { get; init; }

    /// <summary>Gets whether there is no data yet.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>Gets the sentence with the reason why the data must not be touched, and the remedy.</summary>
    public string? Refusal { get; init; }

    /// <summary>Gets whether the data has the form that this version reads and writes.</summary>
    public bool IsCurrent => Row is { Form: DataForm.Current };
}
