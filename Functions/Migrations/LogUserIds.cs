using System.Collections.Concurrent;
using Azure.Data.Tables;
using Serverless.Domain.CallLog;
using Serverless.Domain.Users;
using Serverless.Storage;
using Serverless.Storage.Forms;

namespace Serverless.Migrations;

/// <summary>Replaces user ids by pseudonyms in the batches of the call log. Calls of users who no longer exist become those of an anonymous caller.</summary>
/// <remarks>A batch is rewritten with its ETag. An interrupted run reads all batches again, and rewrites the remaining ones.</remarks>
internal sealed class LogUserIds(Tables tables)
{
    private const int AtOnce = 16;
    private const int PagesAtOnce = 100; // each up to 900 KB, usually a few
    private const int MostKnown = 200_000;

    private static readonly string[] Keys = ["PartitionKey", "RowKey"];

    private readonly ConcurrentDictionary<long, long> _known = new();

    /// <summary>Returns the number of rows to check.</summary>
    public async Task<long> Count(CancellationToken cancellation)
    {
        var count = 0L;
        await foreach (var (_, week) in tables.CallLogs(cancellation))
        {
            count += await week.QueryAsync<TableEntity>(select: Keys, cancellationToken: cancellation).CountAsync(cancellation);
        }

        return count;
    }

    /// <summary>Rewrites every batch that has user ids.</summary>
    public async Task Replace(MigrationProgress progress, CancellationToken cancellation)
    {
        await foreach (var (_, week) in tables.CallLogs(cancellation))
        {
            await foreach (var part in week.QueryAsync<TableEntity>(maxPerPage: PagesAtOnce, cancellationToken: cancellation).AsPages().WithCancellation(cancellation))
            {
                await Replace(week, [.. part.Values.Where(CallPage.MayHaveUserIds)], cancellation);
                await progress.Report(part.Values.Count, cancellation);
            }
        }
    }

    private async Task Replace(TableClient week, List<TableEntity> pages, CancellationToken cancellation)
    {
        if (_known.Count > MostKnown)
        {
            _known.Clear();
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        var users = pages.SelectMany(CallPage.Unpack).Where(call => call.HasUserId).Select(call => call.Caller).Distinct();
        await Parallel.ForEachAsync(users.Where(id => !_known.ContainsKey(id)), options, async (id, stop) => _known[id] = await PseudonymOf(id, stop));
        await Parallel.ForEachAsync(pages, options, async (page, stop) =>
        {
            CallPage.ReplaceUserIds(page, _known);
            await week.TryUpdate(page, stop); // if it fails, a faster instance wrote an equal row
        });
    }

    private async Task<long> PseudonymOf(long id, CancellationToken cancellation) =>
        (await tables.Accounts.Find(Key.Encode(id), UserRow.RowKey(id), cancellation))?.ToUser().Pseudonym ?? Pseudonym.Nobody;
}
