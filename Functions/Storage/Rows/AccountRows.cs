using Azure;
using Azure.Data.Tables;
using Serverless.Security;

namespace Serverless.Storage.Rows;

/// <summary>Reads and writes the rows of users in table Accounts: the user, sessions, API tokens and action tokens. A user has a partition of their own.</summary>
public sealed class AccountRows(Tables tables, TableSweep sweep)
{
    /// <summary>The number of last writes whose revisions a user row keeps.</summary>
    internal const int KeptRevisions = 4;

    /// <summary>Returns a user, or null. Makes one request.</summary>
    public async Task<UserRow?> FindUser(long id, CancellationToken cancellation) =>
        await Find(id, UserRow.RowKey(id), cancellation) is { } entity ? UserRow.From(entity) : null;

    /// <summary>Returns all users. Makes one request for each thousand rows.</summary>
    public IAsyncEnumerable<UserRow> AllUsers(CancellationToken cancellation) => tables.Accounts
        .QueryAsync<TableEntity>(RowRange.InAllPartitions(UserRow.KeyPrefix, UserRow.KeyEnd), cancellationToken: cancellation)
        .Select(UserRow.From);

    /// <summary>Returns a session, or null. Makes one request.</summary>
    public async Task<SessionRow?> FindSession(long userId, long id, CancellationToken cancellation) =>
        await Find(userId, SessionRow.Key(id), cancellation) is { } entity ? SessionRow.From(entity) : null;

    /// <summary>Returns the sessions of a user. Makes one request for each thousand rows.</summary>
    public IAsyncEnumerable<SessionRow> Sessions(long userId) => List(userId, SessionRow.KeyPrefix).Select(SessionRow.From);

    /// <summary>Returns an API token, or null. Makes one request.</summary>
    public async Task<TokenRow?> FindToken(long userId, long id, CancellationToken cancellation) =>
        await Find(userId, TokenRow.Key(id), cancellation) is { } entity ? TokenRow.From(entity) : null;

    /// <summary>Returns the API tokens of a user. Makes one request for each thousand rows.</summary>
    public IAsyncEnumerable<TokenRow> Tokens(long userId) => List(userId, TokenRow.KeyPrefix).Select(TokenRow.From);

    /// <summary>Returns an action token, or null. Makes one request.</summary>
    public async Task<ActionRow?> FindAction(long userId, long id, CancellationToken cancellation) =>
        await Find(userId, ActionRow.Key(id), cancellation) is { } entity ? ActionRow.From(entity) : null;

    /// <summary>Replaces an action token. Returns false if another call changed or deleted it.</summary>
    public Task<bool> TryUpdate(ActionRow action, CancellationToken cancellation) => tables.Accounts.TryUpdate(action.ToEntity(), cancellation);

    /// <summary>Writes a user together with their other rows. Returns false if another call changed or added the user in the meantime.</summary>
    /// <param name="user">The user. Their version decides whether the write applies.</param>
    /// <param name="others">The writes to the user's other rows.</param>
    /// <param name="cancellation">Cancels the request.</param>
    internal async Task<bool> TryCommit(UserRow user, AccountTransaction others, CancellationToken cancellation)
    {
        var entity = user.ToEntity();
        var revision = entity.Stamp(KeptRevisions);
        TableTransactionAction first = user.Version.IsStored ? new(TableTransactionActionType.UpdateReplace, entity, entity.ETag) : new(TableTransactionActionType.Add, entity);
        try
        {
            await tables.Accounts.SubmitTransactionAsync([first, .. others.Actions], cancellation);
            return true;
        }
        catch (TableTransactionFailedException failure) when (failure.Status is 404 or 409 or 412)
        {
            // The client repeats a transaction if its response is lost. If the first attempt was applied, the repetition fails on its ETag. The row keeps
            // its revision for some time, because other calls can change the user before the repetition.
            return (await Find(user.Id, UserRow.RowKey(user.Id), cancellation))?.HasRevision(revision) == true;
        }
    }

    /// <summary>Records when a session or an API token was used. Does nothing if it is gone, because a merge never creates a row.</summary>
    /// <param name="kind">The kind of the credential.</param>
    /// <param name="userId">The id of the user that the credential belongs to.</param>
    /// <param name="id">The record id of the credential.</param>
    /// <param name="time">The time to record.</param>
    /// <param name="version">The version of the row that had an earlier time. So two instances do not record one hour twice.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <returns>False if the row has changed since it was read.</returns>
    public async Task<bool> TryRecordUse(CredentialKind kind, long userId, long id, DateTimeOffset time, RowVersion version, CancellationToken cancellation)
    {
        try
        {
            var key = kind == CredentialKind.ApiToken ? TokenRow.Key(id) : SessionRow.Key(id);
            var entity = new TableEntity(Key.Encode(userId), key) { [nameof(SessionRow.Used)] = time };
            await tables.Accounts.UpdateEntityAsync(entity, version.ETag, TableUpdateMode.Merge, cancellation);
            return true;
        }
        catch (RequestFailedException failure) when (failure.Status is 404 or 412)
        {
            return failure.Status == 404;
        }
    }

    /// <summary>Handles the users without personal data whose accounts were created before a time. Each run examines a part of the table.</summary>
    public Task SweepTemporaryUsers(DateTimeOffset before, Func<UserRow, CancellationToken, ValueTask> handle, CancellationToken cancellation)
    {
        var filter = TableClient.CreateQueryFilter($"RowKey ge {UserRow.KeyPrefix} and RowKey lt {UserRow.KeyEnd} and IsTemporary eq true and Created lt {before}");
        return sweep.Run("unused-accounts", tables.Accounts, filter, (entity, stop) => handle(UserRow.From(entity), stop), cancellation);
    }

    /// <summary>Deletes all rows of a user except the user row, even if they changed.</summary>
    public async Task EraseOthers(long userId, CancellationToken cancellation)
    {
        var partition = Key.Encode(userId);
        var entities = await tables.Accounts
            .QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ne {UserRow.RowKey(userId)}"), select: Columns.Keys, cancellationToken: cancellation)
            .ToListAsync(cancellation);
        await tables.Accounts.DeleteAll(entities, cancellation);
    }

    /// <summary>Deletes the user row. Returns false if another call changed it.</summary>
    public Task<bool> TryErase(UserRow user, CancellationToken cancellation) => tables.Accounts.TryDelete(user.ToEntity(), cancellation);

    private Task<TableEntity?> Find(long userId, string rowKey, CancellationToken cancellation) => tables.Accounts.Find(Key.Encode(userId), rowKey, cancellation);

    /// <summary>Returns the rows of a user whose keys have a prefix. The prefix must end with a semicolon.</summary>
    private AsyncPageable<TableEntity> List(long userId, string prefix) =>
        tables.Accounts.QueryAsync<TableEntity>(RowRange.InPartition(Key.Encode(userId), prefix, RowRange.EndOf(prefix)));
}
