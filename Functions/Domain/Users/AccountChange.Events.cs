using Azure.Data.Tables;
using Serverless.Domain.ApiTokens;
using Serverless.Domain.Notifications;
using Serverless.Domain.Sessions;

namespace Serverless.Domain.Users;

/// <content>Raises the events that the change causes, see <see cref="IUserEvents"/>.</content>
public sealed partial class AccountChange
{
    /// <summary>Contains the columns that decide what a session or an API token can do.</summary>
    private static readonly string[] Deciding =
        [nameof(SessionRow.Permissions), nameof(SessionRow.IsBanned), nameof(TokenRow.UserPermissions), nameof(TokenRow.UserEnabled)];

    /// <summary>Raises the events of the change. Call it after the change is stored.</summary>
    internal void Raise(IUserEvents events)
    {
        var ended = _rows.Values.Where(IsDecided).Select(action => IdOf(action.Entity.RowKey)).OfType<long>().ToHashSet();
        if (ended.Count > 0)
        {
            events.Ended(User.Id, ended, ended.Count > 1 && Before.Tokens.Concat(Before.Sessions.Select(session => session.Id)).All(ended.Contains));
        }

        if (_rows.Values.Any(action => action.ActionType == TableTransactionActionType.Add && action.Entity.RowKey.StartsWith(Notification.KeyPrefix, StringComparison.Ordinal)))
        {
            events.Notified(User.Id);
        }
    }

    private static long? IdOf(string rowKey) => SessionRow.IdOf(rowKey) ?? TokenRow.IdOf(rowKey);

    private static bool IsDecided(TableTransactionAction action) => action.ActionType switch
    {
        TableTransactionActionType.Add => false,
        TableTransactionActionType.UpdateMerge => ((TableEntity)action.Entity).Keys.Any(Deciding.Contains),
        _ => true,
    };
}
