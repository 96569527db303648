namespace Serverless.Domain.Users;

/// <content>Raises the events that the change causes, see <see cref="IUserEvents"/>.</content>
public sealed partial class AccountChange
{
    /// <summary>Raises the events of the change. Call it after the change is stored.</summary>
    internal void Raise(IUserEvents events)
    {
        var ended = _others.DecidedCredentials;
        if (ended.Count > 0)
        {
            events.Ended(User.Id, ended, ended.Count > 1 && Before.Tokens.Concat(Before.Sessions.Select(session => session.Id)).All(ended.Contains));
        }

        if (_others.AddsNotification)
        {
            events.Notified(User.Id);
        }
    }
}
