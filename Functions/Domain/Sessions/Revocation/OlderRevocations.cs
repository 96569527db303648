using Azure.Data.Tables;
using Serverless.Storage;
using Serverless.Storage.Index;

namespace Serverless.Domain.Sessions.Revocation;

// Beside instances of the revisions that had an epoch, in a rolling deployment
// -----------------------------------------------------------------------------
// They know one partition. Each of their revocations rewrites its row "epoch", before and after, and they forget everything when it changes. While
// there is a row "under-way;..." whose time is not over, they remember nothing.
//
// - So that they learn of our revocations, a row of ours says for hours that something is under way: they read every row meanwhile. It lasts at least
//   2 hours after the last revocation; no credential is remembered for longer than one (AuthOptions.CacheSeconds).
// - So that we learn of theirs, a look reads that partition as well. It follows the slots, so the look is one request all the same.
//
// This file can go with the first version that need not run beside them.

/// <summary>Revocations beside instances of older revisions, which know nothing of <see cref="RevocationRow"/>.</summary>
public sealed class OlderRevocations(Tables tables, SlotClock clock, TimeProvider time)
{
    /// <summary>Their partition of table Counters.</summary>
    public const string Partition = "revocations";

    /// <summary>Follows their partition.</summary>
    internal const string End = Partition + "<";

    private const string EpochRow = "epoch";
    private const string Ours = "under-way;newer";
    private const string Until = "Until";

    private static readonly TimeSpan Told = TimeSpan.FromHours(3);
    private static readonly TimeSpan Renewed = TimeSpan.FromHours(1);

    private long? _told;
    private string? _epoch;

    /// <summary>The columns.</summary>
    internal static readonly string[] Columns = [TableExtensions.Revision, Until];

    /// <summary>Keeps older instances from remembering anything: a request an hour, before a revocation.</summary>
    internal async Task Tell(CancellationToken cancellation)
    {
        var now = time.GetTimestamp();
        if (_told is not { } told || time.GetElapsedTime(told) >= Renewed)
        {
            await tables.Counters.UpsertEntityAsync(new TableEntity(Partition, Ours) { [Until] = clock.Now + Told }, TableUpdateMode.Replace, cancellation);
            _told = now;
        }
    }

    /// <summary>Returns whether none of their revocations is under way.</summary>
    internal bool AreQuiet(List<TableEntity> rows) =>
        !rows.Exists(row => row.PartitionKey == Partition && row.RowKey is not (EpochRow or Ours) && row.GetDateTimeOffset(Until) > clock.Now);

    /// <summary>Returns whether they revoked anything since this was last asked.</summary>
    internal bool HaveRevoked(List<TableEntity> rows)
    {
        var epoch = rows.Find(row => row.PartitionKey == Partition && row.RowKey == EpochRow)?.GetString(TableExtensions.Revision) ?? "";
        var isNew = epoch != _epoch;
        _epoch = epoch;
        return isNew;
    }
}
