using Serverless.Domain.Users;

namespace Serverless.Domain.CallLog;

/// <summary>Reads the calls of one user. The log has no index by user, so only the newest calls of all users are searched.</summary>
public sealed class ReadOwnCalls(ReadCalls readCalls)
{
    /// <summary>The most calls of all users that are searched.</summary>
    public const int MaximumSearched = 20_000;

    /// <summary>The most calls of the user that are returned.</summary>
    public const int MaximumFound = 1_000;

    /// <summary>Returns the newest calls of a user.</summary>
    public async Task<OwnCalls> Run(User user, CancellationToken cancellation)
    {
        var (calls, total) = await readCalls.Run(method: null, offset: 0, MaximumSearched, cancellation);
        var own = calls.Where(call => call.Caller == (call.HasUserId ? user.Id : user.Pseudonym)).Take(MaximumFound + 1).ToList();
        if (own.Count > MaximumFound)
        {
            return new OwnCalls(own[..MaximumFound], own[MaximumFound - 1].Started);
        }

        return new OwnCalls(own, total > calls.Count && calls.Count > 0 ? calls[^1].Started : null);
    }
}

/// <summary>Represents the calls of one user.</summary>
/// <param name="Calls">The calls, newest first.</param>
/// <param name="SearchedFrom">The start of the oldest call that was searched, in milliseconds since 1970; null if the whole log was searched.</param>
public sealed record OwnCalls(IReadOnlyList<CallRecord> Calls, long? SearchedFrom);
