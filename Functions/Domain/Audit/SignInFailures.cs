using System.Collections.Concurrent;
using Serverless.Domain.CallLog;
using Serverless.Domain.Users;

namespace Serverless.Domain.Audit;

/// <summary>
/// Records failed sign-ins. A failure changes no account, so its event goes into the buffer only: an instance that is killed within seconds loses it. The
/// first failure of a row is a slip, and is not recorded.
/// </summary>
/// <remarks>An attack must not fill the log: an instance records some failures a minute for each user, and some for unknown names.</remarks>
public sealed class SignInFailures(AuditBuffer buffer, EventCounts counts, TimeProvider time)
{
    /// <summary>The maximum number of failures that an instance records in a minute for each user.</summary>
    public const int MostOfUser = 10;

    /// <summary>The maximum number of failures that an instance records in a minute for unknown names.</summary>
    public const int MostOfNobody = 60;

    private readonly ConcurrentDictionary<long, int> _counts = new();
    private long _minute;

    /// <summary>Records a failed attempt.</summary>
    /// <param name="user">The user whose name was given; null if the name is unknown.</param>
    /// <param name="reason">What was wrong.</param>
    /// <param name="isRepeated">Whether an attempt failed before, and none succeeded since.</param>
    public void Record(User? user, string reason, bool isRepeated)
    {
        counts.Count(CountedEvent.SignInFailed);
        var now = time.GetUtcNow();
        if (isRepeated && Count(user?.Id ?? 0, now))
        {
            buffer.AddFailure(AuditEventName.SignInFailed, user, now, ("reason", reason));
        }
    }

    private bool Count(long userId, DateTimeOffset now)
    {
        var minute = now.ToUnixTimeSeconds() / 60;
        if (Interlocked.Exchange(ref _minute, minute) != minute)
        {
            _counts.Clear();
        }

        return _counts.AddOrUpdate(userId, 1, (_, count) => count + 1) <= (userId == 0 ? MostOfNobody : MostOfUser);
    }
}
