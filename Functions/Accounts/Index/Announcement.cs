using Azure;
using Azure.Data.Tables;
using Serverless.Storage;

namespace Serverless.Accounts.Index;

/// <summary>A change of a user that the index does not say yet, and somebody who waits until it does.</summary>
/// <remarks>Its ETag says whether anything was written in its name meanwhile: then it cannot be deleted, but by who knows of that.</remarks>
internal sealed class Announcement(TableEntity row, UserListing? newcomer = null)
{
    /// <summary>What the row keys begin with.</summary>
    public const string Prefix = "todo;";

    private const string Time = "Announced";

    private TableEntity _row = row;

    /// <summary>Whose.</summary>
    public long Id { get; } = long.Parse(row.RowKey.Split(';')[1], null);

    /// <summary>What the index has to say of him, if he was made under this announcement, and nobody dealt with it yet.</summary>
    public UserListing? Newcomer { get; private set; } = newcomer;

    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsDone => Done.Task.IsCompleted;

    /// <summary>A new row.</summary>
    public static async Task<TableEntity> Write(TableClient table, long id, DateTimeOffset now, CancellationToken cancellation)
    {
        var row = new TableEntity(IndexNodes.Partition, $"{PrefixOf(id)}{Ids.Random()}") { [Time] = now };
        return await table.TryAdd(row, cancellation) ? row : throw new InvalidOperationException("Two announcements with one key.");
    }

    /// <summary>Those of a user.</summary>
    public static IAsyncEnumerable<Announcement> Of(TableClient table, long id, CancellationToken cancellation)
    {
        var (first, end) = (PrefixOf(id), PrefixOf(id)[..^1] + '<'); // '<' follows ';'
        return table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {IndexNodes.Partition} and RowKey ge {first} and RowKey lt {end}"), cancellationToken: cancellation)
            .Select(row => new Announcement(row));
    }

    /// <summary>Those written before a time.</summary>
    public static IAsyncEnumerable<Announcement> Before(TableClient table, DateTimeOffset time, CancellationToken cancellation)
    {
        var (first, end) = (Prefix, Prefix[..^1] + '<');
        return table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {IndexNodes.Partition} and RowKey ge {first} and RowKey lt {end} and Announced lt {time}"), cancellationToken: cancellation)
            .Select(row => new Announcement(row));
    }

    /// <summary>Reads it again. If somebody else dealt with it, perhaps before the user was written, it is made anew.</summary>
    public async Task Refresh(TableClient table, DateTimeOffset now, CancellationToken cancellation)
    {
        _row = await table.Find(_row.PartitionKey, _row.RowKey, cancellation) ?? await Write(table, Id, now, cancellation);
        Newcomer = null;
    }

    public TableTransactionAction Delete() => new(TableTransactionActionType.Delete, _row, _row.ETag);

    /// <summary>Writes it as it is, for its ETag.</summary>
    public TableTransactionAction Touch() => new(TableTransactionActionType.UpdateReplace, _row, _row.ETag);

    /// <summary>Takes over what storage said of <see cref="Touch"/>.</summary>
    public void Accept(Response response) => _row.ETag = response.Headers.ETag ?? default;

    private static string PrefixOf(long id) => $"{Prefix}{UserOrders.Key(id)};";
}
