using System.Collections.Concurrent;
using Serverless.Domain.CallLog;
using Serverless.Domain.Users;
using Serverless.Storage;
using Serverless.Storage.Forms;
using Serverless.Storage.Rows;

namespace Serverless.Migrations;

/// <summary>Replaces user ids by pseudonyms in the batches of the call log. Calls of users who no longer exist become those of an anonymous caller.</summary>
/// <remarks>A batch is rewritten with its ETag. An interrupted run reads all batches again, and rewrites the remaining ones.</remarks>
internal sealed class LogUserIds(Tables tables, AccountRows accounts)
{
    private const int AtOnce = 16;
    private const int BatchesAtOnce = 100; // each up to 900 KB, usually a few
    private const int MostKnown = 200_000;

    private readonly CallBatchRows _rows = new(tables);
    private readonly ConcurrentDictionary<long, long> _known = new();

    /// <summary>Returns the number of rows to check.</summary>
    public Task<long> Count(CancellationToken cancellation) => _rows.Count(cancellation);

    /// <summary>Rewrites every batch that has user ids.</summary>
    public async Task Replace(MigrationProgress progress, CancellationToken cancellation)
    {
        await foreach (var part in _rows.All(BatchesAtOnce, cancellation))
        {
            await Replace([.. part.Where(CallBatch.MayHaveUserIds)], cancellation);
            await progress.Report(part.Count, cancellation);
        }
    }

    private async Task Replace(List<CallBatchRow> batches, CancellationToken cancellation)
    {
        if (_known.Count > MostKnown)
        {
            _known.Clear();
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        var users = batches.SelectMany(CallBatch.CallsOf).Where(call => call.HasUserId).Select(call => call.Caller).Distinct();
        await Parallel.ForEachAsync(users.Where(id => !_known.ContainsKey(id)), options, async (id, stop) => _known[id] = await PseudonymOf(id, stop));
        // If an update fails, a faster instance wrote an equal row.
        await Parallel.ForEachAsync(batches, options, async (batch, stop) => await _rows.TryUpdate(CallBatch.ReplaceUserIds(batch, _known), stop));
    }

    private async Task<long> PseudonymOf(long id, CancellationToken cancellation) =>
        (await accounts.FindUser(id, cancellation))?.Pseudonym ?? Pseudonym.Nobody;
}
