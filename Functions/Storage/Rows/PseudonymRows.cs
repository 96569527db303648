using Azure;
using Azure.Data.Tables;
using Serverless.Storage.Index;

namespace Serverless.Storage.Rows;

/// <summary>Writes pseudonyms into rows that have none, for a migration.</summary>
public sealed class PseudonymRows(Tables tables)
{
    /// <summary>Returns a user with the record ids of all sessions and API tokens whose rows exist; null if there is no such user.</summary>
    public async Task<(UserRow User, IReadOnlyList<long> Sessions, IReadOnlyList<long> Tokens)?> Read(long userId, CancellationToken cancellation)
    {
        var entities = await tables.Accounts
            .QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Key.Encode(userId)}"), cancellationToken: cancellation)
            .ToListAsync(cancellation);
        return entities.Find(entity => entity.RowKey == UserRow.RowKey(userId)) is { } user
            ? (UserRow.From(user), Ids(SessionRow.IdOf), Ids(TokenRow.IdOf))
            : null;

        List<long> Ids(Func<string, long?> idOf) => [.. entities.Select(entity => idOf(entity.RowKey)).OfType<long>()];
    }

    /// <summary>Writes the pseudonym of a user into the user row and the rows of sessions and API tokens, in one transaction.</summary>
    /// <returns>False if another call changed the user, or a row does not exist.</returns>
    public async Task<bool> TryGive(UserRow user, IEnumerable<long> sessions, IEnumerable<long> tokens, long pseudonym, CancellationToken cancellation)
    {
        var others = sessions.Select(SessionRow.Key).Concat(tokens.Select(TokenRow.Key)).Select(key => Merge(key, ETag.All));
        try
        {
            await tables.Accounts.SubmitTransactionAsync([Merge(UserRow.RowKey(user.Id), user.Version.ETag), .. others], cancellation);
            return true;
        }
        catch (TableTransactionFailedException failure) when (failure.Status is 404 or 412)
        {
            return false;
        }

        TableTransactionAction Merge(string rowKey, ETag version) =>
            new(TableTransactionActionType.UpdateMerge, new TableEntity(Key.Encode(user.Id), rowKey) { [nameof(UserRow.Pseudonym)] = pseudonym }, version);
    }

    /// <summary>Returns the changes of users that are not folded into the index yet.</summary>
    public IAsyncEnumerable<UnfoldedChange> Changes(CancellationToken cancellation) => tables.Changes
        .QueryAsync<TableEntity>($"PartitionKey ne '{IndexState.Partition}'", cancellationToken: cancellation)
        .Select(entity => new UnfoldedChange(entity));

    /// <summary>Adds the converted states of the user before and after a change. Does nothing if another instance was faster: it wrote an equal row.</summary>
    public Task AddUpgraded(UnfoldedChange change, Func<byte[], byte[]> convert, CancellationToken cancellation)
    {
        ChangeRecord.AddUnnamed(change.Entity, convert);
        return tables.Changes.TryUpdate(change.Entity, cancellation);
    }
}

/// <summary>Represents a change that is not folded into the index yet.</summary>
public sealed class UnfoldedChange
{
    internal UnfoldedChange(TableEntity entity) => Entity = entity;

    /// <summary>Gets the name of the changed document.</summary>
    public string Document => ChangeRecord.From(Entity).Document;

    internal TableEntity Entity { get; }
}
