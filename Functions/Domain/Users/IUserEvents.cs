namespace Serverless.Domain.Users;

/// <summary>Receives events about a user after their change is stored. The change does not depend on it: an implementation neither throws nor waits.</summary>
public interface IUserEvents
{
    /// <summary>Reports that sessions or API tokens ended, or that their permissions changed.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="credentials">The record ids of the sessions and API tokens.</param>
    /// <param name="areAll">Whether these are all credentials that the user had.</param>
    void Ended(long userId, IReadOnlyCollection<long> credentials, bool areAll);

    /// <summary>Reports that the user has a new notification.</summary>
    /// <param name="userId">The user.</param>
    void Notified(long userId);
}
