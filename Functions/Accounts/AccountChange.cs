using Azure;
using Azure.Data.Tables;
using Serverless.Security;
using Serverless.Storage;

namespace Serverless.Accounts;

/// <summary>A change to one user and the rows that belong to him, to be written in one transaction.</summary>
/// <param name="user">The user as he was read; his ETag decides whether the change still applies.</param>
public sealed class AccountChange(User user)
{
    /// <summary>Sessions per user; together with his other rows they fit in one transaction of 100. The oldest ends first.</summary>
    public const int MaximumSessions = 50;

    private readonly Dictionary<string, TableTransactionAction> _rows = [];

    /// <summary>The user as he was read.</summary>
    public User Before { get; } = user;

    /// <summary>The user as he will be.</summary>
    public User User { get; set; } = user;

    /// <summary>Whether there is anything to write.</summary>
    internal bool IsEmpty => _rows.Count == 0 && User == Before;

    /// <summary>Adds a session, ending those that are over and the oldest beyond the cap.</summary>
    public void OpenSession(Credential credential, DateTimeOffset now, DateTimeOffset expires)
    {
        CloseSessions(session => session.Expires <= now);
        foreach (var session in User.Sessions[..Math.Max(0, User.Sessions.Length - MaximumSessions + 1)])
        {
            CloseSession(session.Id);
        }

        User = User with { Sessions = User.Sessions.Add(new(credential.RecordId, expires)) };
        Write(TableTransactionActionType.Add, SessionRow.ToRow(credential, User, now, expires));
    }

    /// <summary>Ends one session; false if the user has no such session.</summary>
    public bool CloseSession(long id) => CloseSessions(session => session.Id == id) > 0;

    /// <summary>Ends the sessions that match.</summary>
    /// <returns>How many.</returns>
    public int CloseSessions(Func<SessionReference, bool> which)
    {
        var closed = User.Sessions.Where(which).ToList();
        foreach (var session in closed)
        {
            Delete(SessionRow.Key(session.Id));
        }

        User = User with { Sessions = [.. User.Sessions.Except(closed)] };
        return closed.Count;
    }

    /// <summary>Adds an action token; older ones for the same purpose stop working.</summary>
    internal void AddAction(ActionPurpose purpose, Credential credential, ActionRow row)
    {
        RemoveActions(purpose);
        User = User with { Actions = User.Actions.Add(new(credential.RecordId, purpose)) };
        // A delivery that starts over after a crash finds its own row: the new secret takes its place.
        Write(TableTransactionActionType.UpsertReplace, row.Row);
    }

    /// <summary>Makes the tokens for these purposes stop working.</summary>
    public void RemoveActions(params ReadOnlySpan<ActionPurpose> purposes)
    {
        foreach (var purpose in purposes)
        {
            var removed = User.Actions.Where(action => action.Purpose == purpose).ToList();
            foreach (var action in removed)
            {
                Delete(ActionRow.Key(action.Id));
            }

            User = User with { Actions = [.. User.Actions.Except(removed)] };
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

    /// <summary>The transaction, the user row first.</summary>
    /// <returns>The actions, and the mark that the user row will carry.</returns>
    internal (List<TableTransactionAction> Actions, string Revision) ToTransaction()
    {
        var row = User.ToRow();
        var revision = row.Stamp();
        return ([new(TableTransactionActionType.UpdateReplace, row, Before.ETag), .. _rows.Values], revision);
    }

    private void Delete(string rowKey)
    {
        // ETag.All: rows of a partition change only together with the user row, whose ETag is checked.
        _rows[rowKey] = new(TableTransactionActionType.Delete, new TableEntity(Key.Encode(User.Id), rowKey), ETag.All);
    }

    private void Write(TableTransactionActionType type, TableEntity row) => _rows[row.RowKey] = new(type, row);
}
