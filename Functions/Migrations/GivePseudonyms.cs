using Azure;
using Azure.Data.Tables;
using Serverless.Domain.ApiTokens;
using Serverless.Domain.Sessions;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.Storage;
using Serverless.Storage.Forms;
using Serverless.Storage.Index;

namespace Serverless.Migrations;

/// <summary>
/// Form 3: adds a pseudonym for the call log to each user, in one transaction with the rows of the user's sessions and API tokens. Then adds it to the
/// changes of the user that are not folded into the index yet.
/// </summary>
public sealed class GivePseudonyms(Tables tables) : IMigrationStep
{
    private const int AtOnce = 32;
    private const int Chunk = 256;

    /// <inheritdoc />
    public int To => 3;

    /// <inheritdoc />
    public string Name => "give-pseudonyms";

    /// <summary>Gets false: the log could not record the caller of calls by users without a pseudonym.</summary>
    public bool AllowsServing => false;

    /// <inheritdoc />
    public async Task<long> Count(CancellationToken cancellation) => await Users(cancellation).CountAsync(cancellation);

    /// <inheritdoc />
    public async Task Run(MigrationProgress progress, CancellationToken cancellation)
    {
        await foreach (var users in Users(cancellation).Chunk(Chunk).WithCancellation(cancellation))
        {
            await Parallel.ForEachAsync(users, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (row, stop) => await Give(row.ToUser(), stop));
            await progress.Report(users.Length, cancellation);
        }

        await foreach (var change in tables.Changes.QueryAsync<TableEntity>($"PartitionKey ne '{IndexState.Partition}'", cancellationToken: cancellation))
        {
            await Add(change, cancellation);
            await progress.Report(1, cancellation);
        }
    }

    private AsyncPageable<TableEntity> Users(CancellationToken cancellation) => tables.Accounts.QueryAsync<TableEntity>(
        TableClient.CreateQueryFilter($"RowKey ge {UserRow.KeyPrefix} and RowKey lt {UserRow.KeyEnd}"), cancellationToken: cancellation);

    private async Task Give(User user, CancellationToken cancellation)
    {
        List<string> rows = [.. user.Sessions.Select(session => SessionRow.Key(session.Id)), .. user.Tokens.Select(TokenRow.Key)];
        while (user is { Pseudonym: Pseudonym.Nobody, IsErasing: false })
        {
            try
            {
                await tables.Accounts.SubmitTransactionAsync(Actions(user, rows), cancellation);
                return;
            }
            catch (TableTransactionFailedException failure) when (failure.Status is 404 or 412)
            {
                // Another instance was faster, the response was lost, or a listed row is missing: the stored rows decide.
                var stored = await tables.Accounts
                    .QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Key.Encode(user.Id)}"), cancellationToken: cancellation)
                    .ToListAsync(cancellation);
                if (stored.Find(row => row.RowKey == UserRow.RowKey(user.Id)) is not { } row)
                {
                    return;
                }

                user = row.ToUser();
                rows = [.. stored.Select(one => one.RowKey).Where(key => (SessionRow.IdOf(key) ?? TokenRow.IdOf(key)) is not null)];
            }
        }
    }

    private static IEnumerable<TableTransactionAction> Actions(User user, IEnumerable<string> rows)
    {
        var pseudonym = user.IsRoot ? Pseudonym.Root : Pseudonym.New();
        return rows.Select(row => Merge(row, ETag.All)).Prepend(Merge(UserRow.RowKey(user.Id), user.ETag));

        TableTransactionAction Merge(string rowKey, ETag version) =>
            new(TableTransactionActionType.UpdateMerge, new TableEntity(Key.Encode(user.Id), rowKey) { [nameof(User.Pseudonym)] = pseudonym }, version);
    }

    private async Task Add(TableEntity change, CancellationToken cancellation)
    {
        var id = long.Parse(ChangeRecord.From(change).Document, null);
        var pseudonym = (await tables.Accounts.Find(Key.Encode(id), UserRow.RowKey(id), cancellation))?.ToUser().Pseudonym ?? Pseudonym.Nobody;
        ChangeRecord.AddUnnamed(change, state => PackedListing.Upgrade(state, pseudonym));
        await tables.Changes.TryUpdate(change, cancellation); // if it fails, a faster instance wrote an equal row
    }
}
