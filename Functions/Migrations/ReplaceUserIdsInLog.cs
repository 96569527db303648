using System.Collections.Concurrent;
using Azure.Data.Tables;
using Serverless.Domain.CallLog;
using Serverless.Domain.Users;
using Serverless.Storage;
using Serverless.Storage.Forms;

namespace Serverless.Migrations;

/// <summary>Form 3: replaces user ids by pseudonyms in the pages of the call log. Calls of users who do not exist any more become nobody's.</summary>
/// <remarks>
/// A page is rewritten under its ETag. A step that is cut off reads all pages again, and rewrites those that are left. An instance of form 2 that had no traffic for a
/// minute when the migration was announced can still write what it had buffered. The reader looks up whether the users of such a page exist.
/// </remarks>
public sealed class ReplaceUserIdsInLog(Tables tables) : IMigrationStep
{
    private const int AtOnce = 16;
    private const int PagesAtOnce = 100; // of up to 900 KB, usually a few
    private const int MostKnown = 200_000;
    private const string ErasePartition = "erase";

    private static readonly string[] Keys = ["PartitionKey", "RowKey"];

    /// <inheritdoc />
    public int To => 3;

    /// <inheritdoc />
    public string Name => "replace-user-ids-in-log";

    /// <summary>Gets true: a month of a busy log is much to rewrite, and the reader knows both kinds of pages.</summary>
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

        // How far the version before had come with users whom it took out of the pages: they are nobody's now.
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
            await week.TryUpdate(page, stop); // an instance that was faster wrote the same
        });
    }

    private async Task<long> PseudonymOf(long id, CancellationToken cancellation) =>
        (await tables.Accounts.Find(Key.Encode(id), UserRow.RowKey(id), cancellation))?.ToUser().Pseudonym ?? Pseudonym.Nobody;
}
