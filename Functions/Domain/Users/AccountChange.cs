using System.Collections.Immutable;
using Azure;
using Azure.Data.Tables;
using Serverless.Domain.ApiTokens;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Notifications;
using Serverless.Domain.Sessions;
using Serverless.Domain.SignIn;
using Serverless.Security;
using Serverless.Storage;

namespace Serverless.Domain.Users;

/// <summary>A change to one user and the rows that belong to him, to be written in one transaction.</summary>
/// <param name="user">The user as he was read; his ETag decides whether the change still applies.</param>
public sealed partial class AccountChange(User user)
{
    /// <summary>Sessions per user; together with his other rows they fit in one transaction of 100. The oldest ends first.</summary>
    public const int MaximumSessions = 50;

    /// <summary>API tokens per user, for the same reason.</summary>
    public const int MaximumTokens = 40;

    private const int MaximumDevices = 20;

    private readonly Dictionary<string, TableTransactionAction> _rows = [];

    /// <summary>The user as he was read.</summary>
    public User Before { get; } = user;

    /// <summary>The user as he will be.</summary>
    public User User { get; set; } = user;

    /// <summary>Whether there is anything to write.</summary>
    internal bool IsEmpty => _rows.Count == 0 && User == Before && !IsNew;

    /// <summary>Whether the user is created by it.</summary>
    internal bool IsNew => Before.ETag == default;

    /// <summary>Remembers the device that signs in, and tells the user if it is new. The first one of all is news to nobody.</summary>
    /// <param name="device">The device.</param>
    /// <param name="mark">What tells it from its neighbours, see <see cref="Domain.RateLimits.KnownDevices"/>; null if that is not wanted.</param>
    /// <param name="now">The time.</param>
    public void Recognize(Device device, string? mark, DateTimeOffset now)
    {
        if (mark is not null)
        {
            User = User with { KnownDevices = [.. User.KnownDevices.Remove(mark).TakeLast(MaximumDevices - 1), mark] };
        }

        if (User.Devices.Contains(device.Fingerprint))
        {
            return;
        }

        if (User.Devices.Length > 0)
        {
            Notify(SecurityNotice.NewDevice(device.Name), now);
        }

        User = User with { Devices = [.. User.Devices.TakeLast(MaximumDevices - 1), device.Fingerprint] };
    }

    /// <summary>Sets what is said of the user's permissions, for him and for everything that acts in his name.</summary>
    public void SetPermissions(ImmutableSortedDictionary<string, bool> permissions)
    {
        User = User with { Permissions = permissions };
        var text = UserRow.FormatPermissions(permissions);
        foreach (var session in User.Sessions)
        {
            Merge(SessionRow.Key(session.Id), nameof(SessionRow.Permissions), text);
        }

        foreach (var token in User.Tokens)
        {
            Merge(TokenRow.Key(token), nameof(TokenRow.UserPermissions), text);
        }
    }

    /// <summary>
    /// Enables or disables the user. Disabling ends his mailed tokens; API tokens rest until he is enabled again. His sessions open nothing
    /// from then on: until he is enabled again they only tell their holders why, then they are gone.
    /// </summary>
    public void SetEnabled(bool enabled)
    {
        if (enabled && !User.Enabled)
        {
            CloseSessions(_ => true);
        }

        User = User with { Enabled = enabled };
        foreach (var token in User.Tokens)
        {
            Merge(TokenRow.Key(token), nameof(TokenRow.UserEnabled), enabled);
        }

        if (!enabled)
        {
            foreach (var session in User.Sessions)
            {
                Merge(SessionRow.Key(session.Id), nameof(SessionRow.IsBanned), true);
            }

            RemoveActions(ActionPurpose.ConfirmEmail, ActionPurpose.ResetPassword);
        }
    }

    /// <summary>Tells the user something, in the transaction that did it.</summary>
    public void Notify(SecurityNotice notice, DateTimeOffset now)
    {
        var note = Note.Create(notice.Subject, notice.Body, now);
        Write(TableTransactionActionType.Add, note.ToRow(User.Id));
    }

    /// <summary>Adds an action token; older ones for the same purpose stop working.</summary>
    internal void AddAction(ActionPurpose purpose, Credential credential, ActionRow row)
    {
        if (purpose == ActionPurpose.UndoEmailChange)
        {
            RemoveAction(credential.RecordId); // one address does not end the link of another
        }
        else
        {
            RemoveActions(purpose);
        }

        User = User with { Actions = User.Actions.Add(new(credential.RecordId, purpose)) };
        // A delivery that starts over after a crash finds its own row: the new secret takes its place.
        Write(TableTransactionActionType.UpsertReplace, row.Row);
    }

    /// <summary>Makes the tokens for these purposes stop working.</summary>
    public void RemoveActions(params ReadOnlySpan<ActionPurpose> purposes)
    {
        foreach (var purpose in purposes)
        {
            foreach (var action in User.Actions.Where(action => action.Purpose == purpose).ToList())
            {
                RemoveAction(action.Id);
            }
        }
    }

    /// <summary>Makes one mailed token stop working, if it was issued.</summary>
    public void RemoveAction(long id)
    {
        if (User.Actions.FirstOrDefault(action => action.Id == id) is { Id: not 0 } action)
        {
            Delete(ActionRow.Key(id));
            User = User with { Actions = User.Actions.Remove(action) };
        }
    }

    /// <summary>Sets the password's hash: mailed tokens stop working, and all sessions end but the one to keep.</summary>
    /// <param name="hash">The new hash.</param>
    /// <param name="keepSession">The session of the caller, if any.</param>
    public void SetPassword(string hash, long? keepSession)
    {
        User = User with { PasswordHash = hash };
        CloseSessions(session => session.Id != keepSession);
        RemoveActions(ActionPurpose.ConfirmEmail, ActionPurpose.ResetPassword);
    }

    /// <summary>
    /// Ends everything that acts in the user's name, marks them as deleted, and forgets who the calls of their pseudonym in the call log belong to; see
    /// <see cref="EraseUser"/> for the rest.
    /// </summary>
    internal void Erase()
    {
        SetEnabled(false);
        CloseSessions(_ => true);
        foreach (var token in User.Tokens)
        {
            RemoveToken(token);
        }

        RemoveActions(ActionPurpose.UndoEmailChange, ActionPurpose.TellEmailChanged);
        User = User with { PasswordHash = null, Pseudonym = Pseudonym.Nobody, IsErasing = true };
    }

    /// <summary>The transaction, the user row first.</summary>
    /// <returns>The actions, and the mark that the user row will carry.</returns>
    internal (List<TableTransactionAction> Actions, string Revision) ToTransaction()
    {
        DescribeOwner();
        var row = User.ToRow();
        var revision = row.Stamp();
        return ([IsNew ? new(TableTransactionActionType.Add, row) : new(TableTransactionActionType.UpdateReplace, row, Before.ETag), .. _rows.Values], revision);
    }

    private void Delete(string rowKey)
    {
        // ETag.All: rows of a partition change only together with the user row, whose ETag is checked.
        _rows[rowKey] = new(TableTransactionActionType.Delete, new TableEntity(Key.Encode(User.Id), rowKey), ETag.All);
    }

    private void Write(TableTransactionActionType type, TableEntity row) => _rows[row.RowKey] = new(type, row);

    private void WriteUnchecked(TableTransactionActionType type, TableEntity row) => _rows[row.RowKey] = new(type, row, ETag.All);

    /// <summary>Changes one column of a row, unless the same transaction writes or deletes the row anyway.</summary>
    private void Merge(string rowKey, string column, object value)
    {
        var row = new TableEntity(Key.Encode(User.Id), rowKey);
        if (_rows.TryAdd(rowKey, new(TableTransactionActionType.UpdateMerge, row, ETag.All)))
        {
            row[column] = value;
        }
        else if (_rows[rowKey] is { ActionType: TableTransactionActionType.UpdateMerge, Entity: TableEntity merged })
        {
            merged[column] = value;
        }
    }
}
