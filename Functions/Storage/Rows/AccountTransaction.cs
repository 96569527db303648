using System.Collections.Immutable;
using Azure;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>
/// Represents the writes of one transaction to the rows of a user. It has at most one write for each row. The rows change only together with the user
/// row, whose version is checked. Therefore no write here checks a version.
/// </summary>
/// <param name="userId">The id of the user.</param>
internal sealed class AccountTransaction(long userId)
{
    /// <summary>Contains the columns that decide what a session or an API token can do.</summary>
    private static readonly string[] Deciding =
        [nameof(SessionRow.Permissions), nameof(SessionRow.IsBanned), nameof(TokenRow.UserPermissions), nameof(TokenRow.UserEnabled)];

    private readonly Dictionary<string, TableTransactionAction> _actions = [];
    private readonly HashSet<string> _updatedTokens = [];
    private readonly HashSet<string> _expired = [];

    /// <summary>Gets the id of the user.</summary>
    public long UserId => userId;

    /// <summary>Gets whether there is nothing to write.</summary>
    public bool IsEmpty => _actions.Count == 0;

    /// <summary>Gets whether the transaction adds a notification.</summary>
    public bool AddsNotification => _actions.Values.Any(action => action.ActionType == TableTransactionActionType.Add && action.Entity.RowKey.StartsWith(NotificationRow.KeyPrefix, StringComparison.Ordinal));

    /// <summary>Gets the record ids of the sessions and API tokens whose existing rows are written or deleted, except expired ones. Instances may have them in a cache.</summary>
    public ImmutableArray<long> ChangedCredentials => [.. Credentials(action => action.ActionType != TableTransactionActionType.Add && !_expired.Contains(action.Entity.RowKey))];

    /// <summary>Gets the record ids of the sessions and API tokens that are deleted, replaced, or may do less or more than before.</summary>
    public HashSet<long> DecidedCredentials => [.. Credentials(IsDecided)];

    /// <summary>Gets the record ids of the API tokens that <see cref="Update"/> changes, in the order of their changes.</summary>
    public IEnumerable<long> UpdatedTokens => _actions.Values
        .Where(action => action.ActionType == TableTransactionActionType.UpdateMerge && _updatedTokens.Contains(action.Entity.RowKey))
        .Select(action => TokenRow.IdOf(action.Entity.RowKey)).OfType<long>();

    /// <summary>Gets the record ids of the API tokens that are deleted because they have expired.</summary>
    public HashSet<long> ExpiredTokens => [.. _expired.Select(TokenRow.IdOf).OfType<long>()];

    /// <summary>Gets the writes.</summary>
    public IEnumerable<TableTransactionAction> Actions => _actions.Values;

    /// <summary>Adds a session.</summary>
    public void Add(SessionRow session, DateTimeOffset created) => Write(TableTransactionActionType.Add, session.ToEntity(userId, created));

    /// <summary>Adds an API token.</summary>
    public void Add(TokenRow token) => Write(TableTransactionActionType.Add, token.ToEntity(userId));

    /// <summary>Adds a notification.</summary>
    public void Add(NotificationRow notification) => Write(TableTransactionActionType.Add, notification.ToEntity(userId));

    /// <summary>Adds the emails about an event.</summary>
    public void Add(PendingEmailsRow emails) => Write(TableTransactionActionType.Add, emails.ToEntity(userId));

    /// <summary>Adds a passkey.</summary>
    public void Add(PasskeyRow passkey) => Write(TableTransactionActionType.Add, passkey.ToEntity(userId));

    /// <summary>Adds a sign-in ticket.</summary>
    public void Add(TicketRow ticket) => Write(TableTransactionActionType.Add, ticket.ToEntity(userId));

    /// <summary>Adds the events of the change.</summary>
    public void Add(AuditOutboxRow events) => Write(TableTransactionActionType.Add, events.ToEntity(Key.Encode(userId)));

    /// <summary>Writes an action token, whether its row exists or not.</summary>
    public void Put(ActionRow action) => Write(TableTransactionActionType.UpsertReplace, action.ToEntity());

    /// <summary>Writes an authenticator app, whether its row exists or not.</summary>
    public void Put(TotpRow totp) => Write(TableTransactionActionType.UpsertReplace, totp.ToEntity(userId));

    /// <summary>Writes recovery codes, whether their row exists or not.</summary>
    public void Put(RecoveryCodesRow codes) => Write(TableTransactionActionType.UpsertReplace, codes.ToEntity(userId));

    /// <summary>Replaces a passkey.</summary>
    public void Replace(PasskeyRow passkey) => Write(TableTransactionActionType.UpdateReplace, passkey.ToEntity(userId));

    /// <summary>Replaces a sign-in ticket.</summary>
    public void Replace(TicketRow ticket) => Write(TableTransactionActionType.UpdateReplace, ticket.ToEntity(userId));

    /// <summary>Updates an API token. The hour of last use stays as it is stored, because it changes without the user row.</summary>
    public void Update(TokenRow token)
    {
        _updatedTokens.Add(TokenRow.Key(token.Id));
        Write(TableTransactionActionType.UpdateMerge, token.ToMerge(userId));
    }

    /// <summary>Deletes an authenticator app.</summary>
    public void DeleteTotp() => Delete(TotpRow.RowKey);

    /// <summary>Deletes the recovery codes.</summary>
    public void DeleteRecoveryCodes() => Delete(RecoveryCodesRow.RowKey);

    /// <summary>Deletes a passkey.</summary>
    public void DeletePasskey(long id) => Delete(PasskeyRow.RowKey(id));

    /// <summary>Deletes a sign-in ticket.</summary>
    public void DeleteTicket(long id) => Delete(TicketRow.RowKey(id));

    /// <summary>Deletes a session.</summary>
    public void DeleteSession(long id) => Delete(SessionRow.Key(id));

    /// <summary>Deletes an API token.</summary>
    public void DeleteToken(long id) => Delete(TokenRow.Key(id));

    /// <summary>Deletes an API token that has expired. An instance with the token in a cache knows that it has, so no revocation is needed.</summary>
    public void DeleteExpiredToken(long id)
    {
        _expired.Add(TokenRow.Key(id));
        DeleteToken(id);
    }

    /// <summary>Deletes an action token.</summary>
    public void DeleteAction(long id) => Delete(ActionRow.Key(id));

    /// <summary>Deletes a notification.</summary>
    public void DeleteNotification(long id) => Delete(NotificationRow.Key(id));

    /// <summary>Marks a notification as read or unread.</summary>
    public void MarkNotification(long id, bool isRead) => Merge(NotificationRow.Key(id), NotificationRow.ReadColumn, isRead);

    /// <summary>Sets the permission overrides of the user in their sessions and API tokens.</summary>
    public void SetPermissions(IEnumerable<long> sessions, IEnumerable<long> tokens, IReadOnlyDictionary<string, bool> permissions)
    {
        var text = PermissionColumn.Format(permissions);
        foreach (var session in sessions)
        {
            Merge(SessionRow.Key(session), nameof(SessionRow.Permissions), text);
        }

        foreach (var token in tokens)
        {
            Merge(TokenRow.Key(token), nameof(TokenRow.UserPermissions), text);
        }
    }

    /// <summary>Sets whether the owner of an API token is enabled.</summary>
    public void SetUserEnabled(long token, bool enabled) => Merge(TokenRow.Key(token), nameof(TokenRow.UserEnabled), enabled);

    /// <summary>Marks a session whose user is disabled.</summary>
    public void Ban(long session) => Merge(SessionRow.Key(session), nameof(SessionRow.IsBanned), true);

    /// <summary>Sets the time when the user proved their identity in a session.</summary>
    public void SetProved(long session, DateTimeOffset time) => Merge(SessionRow.Key(session), nameof(SessionRow.Proved), time);

    /// <summary>Sets the data of the user in their sessions: in those that this transaction adds, and in all others if the data changed.</summary>
    public void SetOwner(IEnumerable<long> sessions, string owner, bool isChanged)
    {
        foreach (var key in sessions.Select(SessionRow.Key))
        {
            if (_actions.TryGetValue(key, out var action) && action is { ActionType: TableTransactionActionType.Add, Entity: TableEntity entity })
            {
                entity[nameof(SessionRow.Owner)] = owner;
            }
            else if (isChanged)
            {
                Merge(key, nameof(SessionRow.Owner), owner);
            }
        }
    }

    /// <summary>
    /// Makes the transaction fail if a session is gone. It changes nothing. Unlike a check of the version, it never fails because of another call with the
    /// same session.
    /// </summary>
    public void RequireSession(long id) => Require(SessionRow.Key(id));

    /// <summary>Makes the transaction fail if an API token is gone. It changes nothing, like <see cref="RequireSession"/>.</summary>
    public void RequireToken(long id) => Require(TokenRow.Key(id));

    private void Require(string rowKey) => Write(TableTransactionActionType.UpdateMerge, new TableEntity(Key.Encode(userId), rowKey));

    private void Delete(string rowKey) => Write(TableTransactionActionType.Delete, new TableEntity(Key.Encode(userId), rowKey));

    private void Write(TableTransactionActionType type, TableEntity entity) => _actions[entity.RowKey] =
        type is TableTransactionActionType.Add or TableTransactionActionType.UpsertReplace ? new(type, entity) : new(type, entity, ETag.All);

    /// <summary>Changes one column of a row, unless this transaction already writes or deletes the whole row.</summary>
    private void Merge(string rowKey, string column, object value)
    {
        var entity = new TableEntity(Key.Encode(userId), rowKey);
        if (_actions.TryAdd(rowKey, new(TableTransactionActionType.UpdateMerge, entity, ETag.All)))
        {
            entity[column] = value;
        }
        else if (_actions[rowKey] is { ActionType: TableTransactionActionType.UpdateMerge, Entity: TableEntity merged })
        {
            merged[column] = value;
        }
    }

    private IEnumerable<long> Credentials(Func<TableTransactionAction, bool> which) =>
        _actions.Values.Where(which).Select(action => SessionRow.IdOf(action.Entity.RowKey) ?? TokenRow.IdOf(action.Entity.RowKey)).OfType<long>();

    private static bool IsDecided(TableTransactionAction action) => action.ActionType switch
    {
        TableTransactionActionType.Add => false,
        TableTransactionActionType.UpdateMerge => ((TableEntity)action.Entity).Keys.Any(Deciding.Contains),
        _ => true,
    };
}
