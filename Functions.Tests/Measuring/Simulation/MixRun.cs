using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Measuring.Costs;
using Serverless.Measuring.Loading;
using Serverless.Measuring.Programs;
using Serverless.Domain.CallLog;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.LocalHost;
using Serverless.Storage;
using Serverless.Storage.Index;

namespace Serverless.Measuring.Simulation;

/// <summary>
/// Calls the product at a low rate with the mix, on one instance with storage in memory. It compares the sent requests with those that the model
/// expects: of the calls, of the call log, and of one fold of the index with all changes. The timers are off.
/// </summary>
internal sealed class MixRun : IAsyncDisposable
{
    private const string Prefix = "simulate";
    private const int Known = 5_000; // users in the index
    private const long FirstKnown = 500_000; // their ids, which no other user gets
    private const int Changing = 60; // known users, evenly distributed, whose Telegram names change before the fold
    private const int Callers = 120; // users who sign up at the beginning
    private const double CallsPerSecond = 250;

    private static readonly TimeSpan Flush = TimeSpan.FromSeconds(1);

    private readonly InProcess _app;
    private readonly TableRequests _tables;
    private readonly ConcurrentQueue<string> _ending = new();
    private readonly List<(string Name, string Session)> _callers = [];
    private long _next = 1_000_000;

    private static IEnumerable<long> ChangingIds => Enumerable.Range(0, Changing).Select(number => FirstKnown + (number * (Known / Changing)));

    private MixRun(InProcess app, TableRequests tables) => (_app, _tables) = (app, tables);

    /// <summary>Runs the calls and returns the comparisons.</summary>
    /// <param name="calls">The number of calls: a multiple of 1,000.</param>
    public static async Task<IReadOnlyList<Comparison>> Compare(int calls)
    {
        await using var azurite = await Azurite.StartAsync(new AzuriteOptions());
        var tables = new TableRequests(Prefix);
        await using var run = new MixRun(
            await InProcess.Start(azurite.ConnectionString, Prefix, null, tables, [.. TimerCosts.TimersOff, $"--CallLog:FlushSeconds={Flush.TotalSeconds}"]),
            tables);
        await run.Prepare();
        return await run.Measure(calls);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Prepare()
    {
        var (tables, known) = (_app.Services.GetRequiredService<Tables>(), Enumerable.Range(0, Known).Select(number => ExampleUsers.Listing(FirstKnown + number)).ToList());
        await IndexLoader.Load(tables, known, CancellationToken.None);
        await IndexLoader.LoadAccounts(tables.Accounts, ChangingIds.Select(id => ExampleUsers.Listing(id)), CancellationToken.None);
        for (var caller = 0; caller < Callers; caller++)
        {
            var name = await SignUp();
            _callers.Add((name, await _app.Session(name)));
        }

        await Settle();
    }

    private async Task<IReadOnlyList<Comparison>> Measure(int calls)
    {
        var (ofCalls, ofLog, ofNames, ofChanges) = (_app.Transactions, _app.TransactionsOfCallLog, _tables.Of("Names"), _tables.Of("Changes"));
        var started = Stopwatch.GetTimestamp();
        await Call(calls);
        await Settle();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds - Flush.TotalSeconds;
        (ofCalls, ofLog, ofNames, ofChanges) = (_app.Transactions - ofCalls, _app.TransactionsOfCallLog - ofLog, _tables.Of("Names") - ofNames, _tables.Of("Changes") - ofChanges);
        await ChangeKnown();
        var ofFold = await Fold();

        var (costs, footprint) = (CountedCosts.Read(), Footprint.Measure());
        var log = new CallLogOptions { FlushSeconds = (int)Flush.TotalSeconds };
        var now = new Model(costs, footprint, new(), log).Of(new(calls / seconds, Known), instances: 1).Situation;
        // The other list changes of the run concern callers who sign up in the same fold, so they add nothing to it.
        var signUps = Callers + (calls * CallMix.SignUp.Share);
        // Sign-ups of callers fall into at most two time buckets, and changes of known users into at most two.
        var partitions = Math.Min(signUps + Changing, ChangeRecord.Shards * (2 + Math.Ceiling(seconds / TimeBuckets.Length.TotalSeconds)));
        var fold = FoldCost.Of(new(signUps, Changing, partitions, signUps + Changing, Known, 1), footprint, new());
        var modelCalls = calls * (CallMix.Requests(costs) + (CallWork.Leases(now) / now.Load.Calls * CallWork.RequestsOfLease));
        var modelLog = LogWork.Pages(now) * seconds;
        return
        [
            new("requests of the calls", modelCalls, ofCalls),
            new("of these, to tables `Names` and `Changes`", calls * CallMix.SharedRequests, ofNames + ofChanges),
            new($"pages of the call log in {seconds:0} s, one instance, written every second", modelLog, ofLog),
            new($"requests of one fold of {signUps:0} sign-ups and {Changing} other changes into the trees of {Known:N0} users", fold.Requests, ofFold),
            new("all", modelCalls + modelLog + fold.Requests, ofCalls + ofLog + ofFold),
        ];
    }

    /// <summary>Sends the calls of the mix at regular intervals.</summary>
    private async Task Call(int calls)
    {
        var kinds = CallMix.All.SelectMany(kind => Enumerable.Repeat(kind, (int)Math.Round(calls * kind.Share))).ToList();
        var order = Enumerable.Range(0, kinds.Count).OrderBy(number => ExampleUsers.Name(number), StringComparer.Ordinal).ToList();
        var running = new List<Task>(calls);
        var started = Stopwatch.GetTimestamp();
        foreach (var (number, kind) in order.Index())
        {
            var early = TimeSpan.FromSeconds(number / CallsPerSecond) - Stopwatch.GetElapsedTime(started);
            if (early > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(early);
            }

            running.Add(Call(kinds[kind], number));
        }

        await Task.WhenAll(running);
    }

    private async Task Call(MixedCall kind, int number)
    {
        var (name, session) = _callers[number % _callers.Count];
        if (kind == CallMix.SignUp)
        {
            await SignUp();
        }
        else if (kind == CallMix.Change)
        {
            await _app.Call(kind.Operation, session, ExampleUsers.Telegram(number + 1));
        }
        else if (kind == CallMix.SignIn)
        {
            _ending.Enqueue(await _app.Session(name));
        }
        else if (kind == CallMix.Revocation)
        {
            // Ends a session that a sign-in of the run created. At the beginning there may be none; the call then waits for one.
            string? ending;
            while (!_ending.TryDequeue(out ending))
            {
                await Task.Delay(10);
            }

            await _app.Call(kind.Operation, ending);
        }
        else
        {
            await _app.Call(kind.Operation, session);
        }
    }

    private async Task<string> SignUp()
    {
        var number = Interlocked.Increment(ref _next);
        var name = ExampleUsers.Name(number);
        await _app.Call(CallMix.SignUp.Operation, null, new { username = name, password = TestSettings.Password, email = ExampleUsers.Email(number) });
        return name;
    }

    /// <summary>Waits for the work after the responses: names are finalised, and the last batch of the call log is written.</summary>
    private async Task Settle()
    {
        await _app.FinishFollowUps();
        await Task.Delay(Flush + Flush);
    }

    /// <summary>Changes users who are already in the trees.</summary>
    private async Task ChangeKnown()
    {
        var accounts = _app.Services.GetRequiredService<AccountStore>();
        foreach (var id in ChangingIds)
        {
            await accounts.Change(
                Actor.Nobody,
                id,
                change =>
                {
                    change.User = change.User with { TelegramName = ExampleUsers.Telegram(id) };
                    return true;
                },
                CancellationToken.None);
        }
    }

    /// <summary>Folds all changes once the last time bucket is final.</summary>
    /// <returns>The number of requests.</returns>
    private async Task<long> Fold()
    {
        await Task.Delay(TimeBuckets.Length + TimeBuckets.Grace);
        var before = _app.TransactionsOfIndex;
        using (StorageTransactions.OfIndex())
        {
            await _app.Services.GetRequiredService<UserIndex>().Fold((_, _) => Task.CompletedTask, CancellationToken.None);
        }

        return _app.TransactionsOfIndex - before;
    }
}
