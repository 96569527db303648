using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Serverless.Storage.Index;
using Serverless.Storage.Rows;

namespace Serverless.Domain.Sessions.Revocation;

// How instances that cache credentials learn of a revocation
// ----------------------------------------------------------
//   the revoking instance                              a caching instance
//   1. writes a row with the credentials               polls for rows at most once a second, and before it uses the cache if the last
//   2. removes them from its own cache                 poll is older than a second. For each row that is new since the last poll:
//   3. makes the revocation itself, within Longest     - it removes the credentials from the cache
//                                                      - it caches none of them for at least the time Hold, and reads their rows instead
//
// Step 1 comes before step 3: if 1 fails, the call fails, and nothing is changed. Nothing is written after 3. Hold is longer than 3 can take, including
// retries and a request that storage executes late. Therefore a row cached after Hold is in the state that 3 left. No credential works for longer than
// a second after the transaction that revoked it, even if a process crashes or a response is lost. All other credentials stay cached.
//
// Rows are spread over partitions of 5 seconds and 4 shards (RevocationBuckets), so that no row or partition receives all writes. A poll reads the time
// buckets that were not final at the previous poll, and all later ones: one request for each 1,000 rows. Whether a time bucket is final depends on the
// clock that all instances share (StorageClock). It is checked after the insert: a row that came too late for its time bucket is written again before 3.
// An instance without a poll for the time Hold clears its cache. It begins with the rows of that time, because their transactions may be in progress.
//
// The rows matter for minutes only, in every version. Therefore they are not part of the form of stored data: see docs/operations/upgrade.md.

/// <summary>Revokes credentials on all instances in time. Only runs the transaction if <see cref="AuthOptions.IsCached"/> is false.</summary>
public sealed class Revocations(RevocationRows rows, CredentialMemory memory, StorageClock clock, IOptions<AuthOptions> options, TimeProvider time)
{
    /// <summary>
    /// The time for which no instance caches the credentials of a revocation. It covers <see cref="Longest"/>, the 30 s for which storage may execute an
    /// abandoned request, and a reserve.
    /// </summary>
    public static readonly TimeSpan Hold = TimeSpan.FromMinutes(1);

    /// <summary>The maximum time that the transaction may take, including retries.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>The time for which rows are kept. Polls only read newer rows.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <summary>Makes a revocation. No instance accepts the credentials from its cache for longer than <see cref="RevocationWatch.Bound"/> after it.</summary>
    /// <param name="userId">The id of the user that the credentials belong to.</param>
    /// <param name="records">The record ids of the sessions and API tokens whose rows the transaction changes or deletes.</param>
    /// <param name="revoke">Runs the transaction. Returns false if it changed nothing.</param>
    /// <param name="cancellation">Cancels the revocation.</param>
    public async Task<bool> Revoke(long userId, ImmutableArray<long> records, Func<CancellationToken, Task<bool>> revoke, CancellationToken cancellation)
    {
        if (!options.Value.IsCached)
        {
            return await revoke(cancellation);
        }

        var revocation = new RevocationRow(userId, records);
        var inserted = await Insert(revocation, cancellation);
        memory.Forget(revocation);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Longest);
        try
        {
            return await revoke(limit.Token);
        }
        finally
        {
            if (time.GetElapsedTime(inserted) > Hold / 2)
            {
                // The process stalled in between. Other instances may have begun to cache the credentials again before the transaction.
                await Insert(revocation, CancellationToken.None);
                memory.Forget(revocation);
            }
        }
    }

    /// <summary>Deletes the rows that are no longer read. Makes one request, and one for each partition that has such rows.</summary>
    public Task DeleteOld(CancellationToken cancellation) => rows.DeleteBefore(() => RevocationBuckets.Of(clock.Now - Kept), cancellation);

    /// <summary>Writes the row, and repeats the write until the row arrives before its time bucket is final.</summary>
    /// <returns>The timestamp when the last write began.</returns>
    private async Task<long> Insert(RevocationRow revocation, CancellationToken cancellation)
    {
        while (true)
        {
            var (started, bucket) = (time.GetTimestamp(), RevocationBuckets.Of(clock.Now));
            await rows.Write(revocation, bucket, cancellation);
            // The response has corrected the clock.
            if (RevocationBuckets.IsOpen(bucket, clock.Now))
            {
                return started;
            }
        }
    }
}
