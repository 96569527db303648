using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Serverless.Storage;

namespace Serverless.Accounts.Index;

/// <summary>
/// Says that one user's change is made in several transactions, because his texts have more endings than one can write, and which of
/// him the trees may have: all that he was and shall be. Each of the transactions writes it under its ETag, so of two who
/// change the user one fails; the last deletes it. Whoever finds it after a crash knows what to clear away.
/// </summary>
internal sealed class IndexNote(TableEntity row)
{
    private const string Column = "Listings";

    /// <summary>What the trees may say of the user.</summary>
    public List<UserListing> Listings
    {
        get => row.GetString(Column) is { } text ? JsonSerializer.Deserialize(text, IndexJson.Default.ListUserListing)! : [];
        set => row[Column] = JsonSerializer.Serialize(value, IndexJson.Default.ListUserListing);
    }

    /// <summary>A note that is not stored yet.</summary>
    public static IndexNote Of(long id) => new(new TableEntity(IndexNodes.Partition, RowKey(id)));

    /// <summary>The note of a user, or null.</summary>
    public static async Task<IndexNote?> Find(TableClient table, long id, CancellationToken cancellation) =>
        await table.Find(IndexNodes.Partition, RowKey(id), cancellation) is { } row ? new(row) : null;

    public TableTransactionAction Write() =>
        row.ETag == default ? new(TableTransactionActionType.Add, row) : new(TableTransactionActionType.UpdateReplace, row, row.ETag);

    public TableTransactionAction Delete() => new(TableTransactionActionType.Delete, row, row.ETag);

    /// <summary>Takes over what storage said of <see cref="Write"/>.</summary>
    public void Accept(Response response) => row.ETag = response.Headers.ETag ?? default;

    private static string RowKey(long id) => $"note;{UserOrders.Key(id)}";
}
