using System.Collections.Immutable;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Serverless.Domain.SignIn;
using Serverless.Storage;
using Serverless.Storage.Index;

namespace Serverless.Domain.Sessions.Revocation;

// How instances that remember credentials learn of a revocation
// -------------------------------------------------------------
//   an instance that revokes                           an instance that remembers
//   1. a row that names the credentials                looks for rows at most once a second, and before it trusts its memory with a look
//   2. this instance forgets them                      that is older than a second. For each row that is new since the last look:
//   3. the revocation itself, within Longest           - it forgets the credentials
//                                                      - it remembers none of them for the time Hold at least, and reads their rows instead
//
// 1 is before 3: if 1 fails, the call fails, and nothing is changed. Nothing is written after 3: Hold is longer than 3 can take, retries and a request
// that storage carries out late included, so what is remembered after it is what 3 left. So no credential works for longer than a second after the
// transaction that revoked it, wherever the process dies and whatever answer is lost. All other credentials stay remembered.
//
// Rows are spread over partitions of 5 seconds and 4 shards (RevocationSlots), so no row and no partition is written by everybody. A look reads the slots
// that could still change at the look before, and all later ones: one request for each 1,000 rows. What makes a slot final is the clock that all
// instances agree on (SlotClock), checked after the insert: a row that came too late for its slot is written again before 3. An instance that did not look
// for the time Hold forgets everything, and begins with the rows of that time, because their transactions may be under way.
//
// The rows live for minutes and mean nothing after that, to no version. So they are no stored form: see docs/operations/upgrade.md.

/// <summary>Carries out revocations so that all instances forget the credentials in time. Does nothing of its own while <see cref="AuthOptions.IsCached"/> is false.</summary>
public sealed class Revocations(Tables tables, CredentialMemory memory, OlderRevocations older, SlotClock clock, IOptions<AuthOptions> options, TimeProvider time)
{
    /// <summary>How long nobody remembers the credentials of a revocation: <see cref="Longest"/>, the 30 s for which storage may work on a request that was given up, and a reserve.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromMinutes(1);

    /// <summary>How long the transaction may take, retries included.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>How long rows are kept. No look reads so far back.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private const int DeletionsAtOnce = 8;

    /// <summary>Carries out a revocation. No instance accepts the credentials from memory for longer than <see cref="RevocationWatch.Bound"/> after it.</summary>
    /// <param name="userId">Whose credentials.</param>
    /// <param name="records">The record ids of the sessions and API tokens whose rows the transaction changes or deletes.</param>
    /// <param name="revoke">The transaction; false if it changed nothing.</param>
    /// <param name="cancellation">Cancels it.</param>
    public async Task<bool> Revoke(long userId, ImmutableArray<long> records, Func<CancellationToken, Task<bool>> revoke, CancellationToken cancellation)
    {
        if (!options.Value.IsCached)
        {
            return await revoke(cancellation);
        }

        var revocation = new RevocationRow(userId, records);
        var tellingOlder = older.Tell(cancellation);
        var announcing = Announce(revocation, cancellation);
        await Task.WhenAll(tellingOlder, announcing);
        memory.Forget(revocation);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Longest);
        try
        {
            return await revoke(limit.Token);
        }
        finally
        {
            if (time.GetElapsedTime(await announcing) > Hold / 2)
            {
                // The process stood still in between. Others may have begun to remember again before the transaction.
                await Announce(revocation, CancellationToken.None);
                memory.Forget(revocation);
            }
        }
    }

    /// <summary>Deletes the rows that nobody reads any more: one request, and one for each partition that has some.</summary>
    public Task DeleteOld(CancellationToken cancellation)
    {
        var (first, end) = (RevocationSlots.First, RevocationSlots.From(Oldest()));
        var pages = tables.Counters
            .QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey ge {first} and PartitionKey lt {end}"), select: ["PartitionKey", "RowKey"], cancellationToken: cancellation)
            .AsPages();
        // By the clock as the page's response corrected it.
        return Parallel.ForEachAsync(
            pages,
            new ParallelOptions { MaxDegreeOfParallelism = DeletionsAtOnce, CancellationToken = cancellation },
            async (page, stop) => await tables.Counters.DeleteAll(page.Values.Where(row => RevocationSlots.Of(row) < Oldest()), stop));
    }

    private long Oldest() => RevocationSlots.Of(clock.Now - Kept);

    /// <summary>Writes the row, so that it is there before its slot is final.</summary>
    /// <returns>When it was begun, a timestamp.</returns>
    private async Task<long> Announce(RevocationRow revocation, CancellationToken cancellation)
    {
        while (true)
        {
            var (started, slot) = (time.GetTimestamp(), RevocationSlots.Of(clock.Now));
            // The key is random, so a repetition whose first answer was lost replaces the row with itself.
            await tables.Counters.UpsertEntityAsync(revocation.ToRow(slot, Ids.Random()), TableUpdateMode.Replace, cancellation);
            // The response has corrected the clock.
            if (RevocationSlots.IsOpen(slot, clock.Now))
            {
                return started;
            }
        }
    }
}
