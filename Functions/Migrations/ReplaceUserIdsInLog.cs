using System.Collections.Concurrent;
using Azure.Data.Tables;
using Serverless.Domain.CallLog;
using Serverless.Domain.Users;
using Serverless.Storage;
using Serverless.Storage.Forms;
using Serverless.Storage.Rows;

namespace Serverless.Migrations;

/// <summary>
/// Form 3: replaces user ids by pseudonyms in the batches of the call log. Calls of users who no longer exist become those of an anonymous caller.
/// </summary>
/// <remarks>
/// A batch is rewritten with its ETag. An interrupted step reads all batches again, and rewrites the remaining ones. An instance of form 2 that had no
/// traffic in the minute before the announcement can still write its buffered calls. For such a batch the reader checks whether the users exist.
/// </remarks>
public sealed class ReplaceUserIdsInLog(Tables tables, AccountRows accounts) : IMigrationStep
{
    private const int AtOnce = 16;
    private const int PagesAtOnce = 100; // each up to 900 KB, usually a few
    private const int MostKnown = 200_000;
    private const string ErasePartition = "erase";

    private static readonly string[] Keys = ["PartitionKey", "RowKey"];

    /// <inheritdoc />
    public int To => 3;

    /// <inheritdoc />
    public string Name => "replace-user-ids-in-log";

    /// <summary>Gets true: the rewriting of a month of heavy traffic takes long, and the reader supports both kinds of batches.</summary>
    public bool AllowsServing => true;

    /// <inheritdoc />
    public async Task<long> Count(CancellationToken cancellation)
    {
        var count = 0L;
        await foreach (var (_, week) in tables.CallLogs(cancellation))
        {
            count += await week.QueryAsync<TableEntity>(select: Keys, cancellationToken: cancellation).CountAsync(cancellation);
        }

        return count;
    }

    /// <inheritdoc />
    public async Task Run(MigrationProgress progress, CancellationToken cancellation)
    {
        var known = new ConcurrentDictionary<long, long>();
        await foreach (var (_, week) in tables.CallLogs(cancellation))
        {
            await foreach (var part in week.QueryAsync<TableEntity>(maxPerPage: PagesAtOnce, cancellationToken: cancellation).AsPages().WithCancellation(cancellation))
            {
                await Replace(week, [.. part.Values.Where(CallPage.MayHaveUserIds)], known, cancellation);
                await progress.Report(part.Values.Count, cancellation);
            }
        }

        // The progress of the version before in removing users from the batches: their calls are anonymous now.
        var erasing = tables.CallLogStats.QueryAsync<TableEntity>($"PartitionKey eq '{ErasePartition}'", select: Keys, cancellationToken: cancellation);
        await tables.CallLogStats.DeleteAll(await erasing.ToListAsync(cancellation), cancellation);
    }

    private async Task Replace(TableClient week, List<TableEntity> pages, ConcurrentDictionary<long, long> known, CancellationToken cancellation)
    {
        if (known.Count > MostKnown)
        {
            known.Clear();
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        var users = pages.SelectMany(CallPage.Unpack).Where(call => call.HasUserId).Select(call => call.Caller).Distinct();
        await Parallel.ForEachAsync(users.Where(id => !known.ContainsKey(id)), options, async (id, stop) => known[id] = await PseudonymOf(id, stop));
        await Parallel.ForEachAsync(pages, options, async (page, stop) =>
        {
            CallPage.ReplaceUserIds(page, known);
            await week.TryUpdate(page, stop); // if it fails, a faster instance wrote an equal row
        });
    }

    private async Task<long> PseudonymOf(long id, CancellationToken cancellation) =>
        (await accounts.FindUser(id, cancellation))?.Pseudonym ?? Pseudonym.Nobody;
}
