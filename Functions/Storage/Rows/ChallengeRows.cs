using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Remembers the used challenges of passkeys until they expire, in table Limits.</summary>
public sealed class ChallengeRows(Tables tables)
{
    /// <summary>Adds the row of a used challenge. Returns false if another call added it before.</summary>
    /// <param name="key">The key of the challenge: a keyed hash.</param>
    /// <param name="expires">The time after which the row can be deleted.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public Task<bool> TryAdd(string key, DateTimeOffset expires, CancellationToken cancellation) =>
        tables.Limits.TryAdd(new TableEntity(key, key) { ["Expires"] = expires }, cancellation);
}
