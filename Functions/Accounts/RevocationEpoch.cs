using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serverless.Pipeline;
using Serverless.Storage;

namespace Serverless.Accounts;

// How instances that remember credentials learn of a revocation
// -------------------------------------------------------------
// Partition "revocations" of table Counters has one row, whose Revision is the epoch, and a row for each revocation under way.
//
//   who revokes                                            who remembers
//   1. new epoch, and a row "under way" (one transaction)  looks at the partition at most once a second, and before it trusts its
//   2. the revocation itself                               memory with a look that is older than a second:
//   3. new epoch, and the row is gone (one transaction)    - the epoch is another one: forgets everything
//                                                          - something is under way: remembers nothing, reads every row
//
// Before 2, because a failure of 1 then fails the call with nothing changed, and nobody is left to remember what 2 revokes. After 2, because what
// was read between 1 and 2 is old. If 3 fails, or the process dies, the row of 1 stays, so nothing is remembered until it is over
// (Longest, more than the client's tries of 2 can take). So no credential works for longer than a second after the transaction that
// revoked it, whatever fails in between.

/// <summary>Tells all instances that remember credentials when one was revoked. Does nothing while <see cref="AuthOptions.IsCached"/> is false.</summary>
public sealed partial class RevocationEpoch(Tables tables, IOptions<AuthOptions> options, TimeProvider time, ILogger<RevocationEpoch> logger)
{
    /// <summary>How long a look at the epoch counts.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private const string Partition = "revocations";
    private const string EpochRow = "epoch";
    private const string UnderWay = "under-way;";
    private const string Until = "Until";

    private readonly Lock _lock = new();
    private readonly long _bound = (long)(Bound.TotalSeconds * time.TimestampFrequency);
    private EpochView? _view;
    private Task<EpochView>? _looking;
    private long _notBefore;

    /// <summary>Carries out a revocation, so that no instance goes on for longer than <see cref="Bound"/> with what it remembers.</summary>
    /// <param name="revoke">The transaction; false if it changed nothing.</param>
    /// <param name="cancellation">Ends it before the transaction.</param>
    public async Task<bool> Revoke(Func<Task<bool>> revoke, CancellationToken cancellation)
    {
        if (!options.Value.IsCached)
        {
            return await revoke();
        }

        var underWay = new TableEntity(Partition, UnderWay + Ids.Random()) { [Until] = time.GetUtcNow() + Longest };
        await tables.Counters.SubmitTransactionAsync([NewEpoch(), new(TableTransactionActionType.UpsertReplace, underWay)], cancellation);
        try
        {
            // What it throws leaves the row: whether the transaction was applied, or still will be, is not known.
            var revoked = await revoke();
            await TryFinish(underWay);
            return revoked;
        }
        finally
        {
            Volatile.Write(ref _notBefore, time.GetTimestamp()); // this instance knows it already
        }
    }

    /// <summary>The epoch as it was at most <see cref="Bound"/> ago: one transaction a second at most, whoever asks.</summary>
    public ValueTask<EpochView> Look(CancellationToken cancellation)
    {
        var earliest = Math.Max(time.GetTimestamp() - _bound, Volatile.Read(ref _notBefore));
        return Volatile.Read(ref _view) is { } view && view.Started > earliest ? new(view) : new(LookAgain(earliest, cancellation));
    }

    private async Task<EpochView> LookAgain(long earliest, CancellationToken cancellation)
    {
        while (true)
        {
            Task<EpochView> looking;
            lock (_lock)
            {
                // One look for all who wait; what is under way may have begun too early for this caller, then there is another.
                if (_view is { } view && view.Started > earliest)
                {
                    return view;
                }

                looking = _looking is { IsCompleted: false } ? _looking : _looking = Read();
            }

            await looking.WaitAsync(cancellation);
        }
    }

    private async Task<EpochView> Read()
    {
        var (started, now) = (time.GetTimestamp(), time.GetUtcNow());
        var (epoch, quiet) = ("", true);
        await foreach (var row in tables.Counters.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancellationToken: CancellationToken.None))
        {
            if (row.RowKey == EpochRow)
            {
                epoch = row.GetString(TableExtensions.Revision);
            }
            else if (row.GetDateTimeOffset(Until) > now)
            {
                quiet = false;
            }
            else
            {
                await tables.Counters.DeleteEntityAsync(Partition, row.RowKey, ETag.All, CancellationToken.None); // its process died
            }
        }

        var view = new EpochView(epoch, quiet, started);
        Volatile.Write(ref _view, view);
        return view;
    }

    private async Task TryFinish(TableEntity underWay)
    {
        try
        {
            await Finish(underWay);
        }
        catch (Exception exception) when (StorageFailure.IsOutage(exception))
        {
            LogUnfinished(logger, StorageFailure.Describe(exception));
        }
    }

    private async Task Finish(TableEntity underWay)
    {
        try
        {
            await tables.Counters.SubmitTransactionAsync([NewEpoch(), new(TableTransactionActionType.Delete, underWay, ETag.All)], CancellationToken.None);
        }
        catch (TableTransactionFailedException failure) when (failure.Status == 404)
        {
            // Applied already, and the answer lost; or taken for dead, if this took longer than anything should. A new epoch is right for both.
            await tables.Counters.SubmitTransactionAsync([NewEpoch()], CancellationToken.None);
        }
    }

    private static TableTransactionAction NewEpoch()
    {
        var row = new TableEntity(Partition, EpochRow);
        row.Stamp();
        return new(TableTransactionActionType.UpsertReplace, row);
    }

    [LoggerMessage(341, LogLevel.Warning, "A revocation is done, but not announced as finished: instances remember no credentials for the next two minutes. {Reason}")]
    private static partial void LogUnfinished(ILogger logger, string reason);
}

/// <summary>What an instance saw of the epoch.</summary>
/// <param name="Epoch">Changes with every revocation; empty before the first.</param>
/// <param name="IsQuiet">Whether no revocation was under way.</param>
/// <param name="Started">When the look began, a timestamp.</param>
public sealed record EpochView(string Epoch, bool IsQuiet, long Started);
