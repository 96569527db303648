using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Serverless.Storage;

namespace Serverless.Accounts.Index;

/// <summary>
/// Substring search: a row for every ending of a user's name, address and Telegram name, so what contains a text is a range of rows, those
/// that begin with it. Each row carries the listing: 1,000 hits a transaction, and nothing else to read.
/// </summary>
/// <remarks>
/// A user's rows are in one partition with a row <c>!id;part</c> that says which they are; its ETag guards them. A part is what one
/// transaction can write; only long addresses need a second.
/// </remarks>
internal sealed class SearchRows(TableClient table)
{
    /// <summary>Partitions; a search asks all of them at once. Several, because one takes only 2,000 rows a second.</summary>
    private const int Shards = 4;

    private const int PartSize = 90;
    private const string Texts = "Texts";
    private const string Listing = "Listing";

    /// <summary>All users of whom name, address or Telegram name contain the text.</summary>
    /// <param name="text">In lower case, not empty.</param>
    /// <param name="cancellation">Cancels the reads.</param>
    public async Task<List<UserListing>> Find(string text, CancellationToken cancellation)
    {
        var (first, end) = (Key.Encode(text), Key.Encode(text) + "~"); // '~' follows everything that a key can consist of
        var shards = await Task.WhenAll(Enumerable.Range(0, Shards).Select(async shard =>
        {
            var partition = Partition(shard);
            var users = new Dictionary<long, UserListing>();
            await foreach (var row in table.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {first} and RowKey lt {end}"), select: [Listing], cancellationToken: cancellation))
            {
                var user = JsonSerializer.Deserialize(row.GetString(Listing), IndexJson.Default.UserListing)!;
                users[user.Id] = user;
            }

            return users.Values;
        }));
        return [.. shards.SelectMany(users => users)];
    }

    /// <summary>What is stored of a user: to be read before the user is, see <see cref="UserIndex"/>.</summary>
    public async Task<List<TableEntity>> Read(long id, CancellationToken cancellation)
    {
        var (partition, first, end) = (Partition(id), $"!{Key.Encode(id)};", $"!{Key.Encode(id)}<");
        return await table
            .QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {first} and RowKey lt {end}"), cancellationToken: cancellation)
            .ToListAsync(cancellation);
    }

    /// <summary>Makes the rows of a user those of a listing.</summary>
    /// <param name="id">Whose.</param>
    /// <param name="stored">What <see cref="Read"/> found.</param>
    /// <param name="user">What there is to say; null for nothing.</param>
    /// <param name="cancellation">Ends the attempt between two transactions.</param>
    /// <returns>False if somebody else changed them meanwhile.</returns>
    public async Task<bool> TryReplace(long id, List<TableEntity> stored, UserListing? user, CancellationToken cancellation)
    {
        var parts = user is null ? [] : ToParts(user);
        if (parts.Count == stored.Count && parts.Zip(stored).All(pair => IsSame(pair.First[0], pair.Second)))
        {
            return true;
        }

        var (deletions, additions) = (stored.ConvertAll(ToDeletion), parts.ConvertAll(ToAddition));
        if (deletions is [var deletion] && additions is [var addition] && Merge(stored[0], deletion, addition) is { Count: <= 100 } both)
        {
            return await TrySubmit(both, cancellation);
        }

        // Every row belongs to one part at every moment, so what a crash leaves is complete for whoever comes next.
        foreach (var transaction in deletions.Concat(additions))
        {
            if (!await TrySubmit(transaction, cancellation))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The rows of a user, by transactions that can write them; the first of each says which they are.</summary>
    internal static List<TableEntity[]> ToParts(UserListing user)
    {
        var listing = JsonSerializer.Serialize(user, IndexJson.Default.UserListing);
        return [.. Endings(user).Chunk(PartSize).Select((texts, part) => texts
            .Select(text => new TableEntity(Partition(user.Id), $"{text};{Key.Encode(user.Id)}") { [Listing] = listing })
            .Prepend(new TableEntity(Partition(user.Id), string.Create(CultureInfo.InvariantCulture, $"!{user.Id};{part}")) { [Texts] = string.Join('\n', texts), [Listing] = listing })
            .ToArray())];
    }

    private static bool IsSame(TableEntity row, TableEntity stored) =>
        row.RowKey == stored.RowKey && row.GetString(Texts) == stored.GetString(Texts) && row.GetString(Listing) == stored.GetString(Listing);

    private static List<TableTransactionAction> ToAddition(TableEntity[] rows) => [.. rows.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row))];

    private static List<TableTransactionAction> ToDeletion(TableEntity head)
    {
        var id = head.RowKey[1..head.RowKey.IndexOf(';', StringComparison.Ordinal)];
        return
        [
            new(TableTransactionActionType.Delete, head, head.ETag),
            // ETag.All: the head is guarded, so the rows are exactly those that it names.
            .. head.GetString(Texts).Split('\n').Select(text =>
                new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(head.PartitionKey, $"{text};{id}"), ETag.All)),
        ];
    }

    /// <summary>One transaction instead of a deletion and an addition, in which no search misses the user.</summary>
    private static List<TableTransactionAction> Merge(TableEntity head, List<TableTransactionAction> deletion, List<TableTransactionAction> addition)
    {
        var kept = addition.Select(action => action.Entity.RowKey).ToHashSet(StringComparer.Ordinal);
        var old = deletion.Select(action => action.Entity.RowKey).ToHashSet(StringComparer.Ordinal);
        return
        [
            new(TableTransactionActionType.UpdateReplace, addition[0].Entity, head.ETag),
            .. addition.Skip(1).Select(action => old.Contains(action.Entity.RowKey)
                ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, action.Entity, ETag.All) // guarded by the head
                : action),
            .. deletion.Where(action => !kept.Contains(action.Entity.RowKey)),
        ];
    }

    private async Task<bool> TrySubmit(List<TableTransactionAction> actions, CancellationToken cancellation)
    {
        try
        {
            await table.SubmitTransactionAsync(actions, cancellation);
            return true;
        }
        catch (TableTransactionFailedException failure) when (failure.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    /// <summary>The endings of the user's texts, as keys; without those with which another one begins, which finds the same.</summary>
    private static IEnumerable<string> Endings(UserListing user)
    {
        var endings = new[] { user.Name, user.Email, user.TelegramName }
            .OfType<string>()
            .SelectMany(text => Enumerable.Range(0, text.Length).Select(start => Key.Encode(text[start..])))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        return endings.Where((ending, i) => i + 1 == endings.Count || !endings[i + 1].StartsWith(ending, StringComparison.Ordinal));
    }

    private static string Partition(long id) => $"text;{id % Shards}";
}
