namespace Serverless.Domain.Users;

/// <summary>
/// Learns what happened to a user, after it is stored. Nothing depends on it: an implementation neither throws nor waits.
/// </summary>
public interface IUserEvents
{
    /// <summary>Sessions or API tokens ended, or may do something else than before.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="credentials">Their record ids.</param>
    /// <param name="areAll">Whether these are all that the user had.</param>
    void Ended(long userId, IReadOnlyCollection<long> credentials, bool areAll);

    /// <summary>A notification arrived.</summary>
    /// <param name="userId">Whose.</param>
    void Notified(long userId);
}
