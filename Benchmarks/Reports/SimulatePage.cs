using System.Globalization;
using Serverless.Measuring.Simulation;
using Serverless.Domain.CallLog;
using Serverless.Domain.Users.Index;

namespace Serverless.Benchmarks.Reports;

/// <summary>Writes the page of the simulation.</summary>
internal static class SimulatePage
{
    private const double UsersOfStops = 1_000_000;

    private const double Busy = 1_000;

    private static readonly double[] Calls = [1, 10, 100, 1_000, 3_000, 10_000, 30_000, 100_000];
    private static readonly double[] Users = [10_000, 1_000_000, 100_000_000];

    /// <summary>Writes the page.</summary>
    /// <param name="report">The page.</param>
    /// <param name="model">The model with the default settings.</param>
    /// <param name="cached">The model with <c>Auth__CacheSeconds</c>.</param>
    /// <param name="comparisons">The measured numbers beside those of the model.</param>
    public static void Write(Report report, Model model, Model cached, IReadOnlyList<Comparison> comparisons)
    {
        var stops = Users.ToDictionary(users => users, users => Stops.Of(model, users));
        report.About("Only the first table is measured. All others follow from the counted costs of [cost.md](../cost.md), the code's own constants, Azure's published targets, and the assumptions at the end.");
        Check(report, comparisons);
        Loads(report, model, stops);
        WhatStops(report, model, stops[UsersOfStops]);
        Cache(report, cached);
        Accounts(report, model);
        Explain(report, model);
    }

    private static void Check(Report report, IReadOnlyList<Comparison> comparisons)
    {
        report.Heading("Checked against a run");
        report.Say("The product in one process, its storage in memory, called with the mix. The command fails if model and measurement differ by more than 15 %.");
        report.Table([
            ["storage requests", "model", "measured", "model by measured", ""],
            .. comparisons.Select(one => (string[])
            [
                one.What, one.Model.ToString("N0", CultureInfo.InvariantCulture), one.Measured.ToString("N0", CultureInfo.InvariantCulture),
                one.Ratio.ToString("0.00", CultureInfo.InvariantCulture), one.IsClose ? "close" : "**differs**",
            ]),
        ]);
    }

    private static void Loads(Report report, Model model, Dictionary<double, IReadOnlyList<Stop>> stops)
    {
        report.Heading("Calls and users");
        report.Say("Of 1,000 calls 1 is a sign-up, 1 another change that lists show, 10 are sign-ins and 5 revocations; all others are authenticated and read one row. Settings are the defaults, "
            + "schedules those of `infra/main.bicep`. The first limit of calls is the one that the smallest number of calls reaches with so many users. The limits of users do not depend on calls: timers that go through whole tables, see below. Where a limit is reached, the row says what the load would take if it were not there.");
        report.Table([
            ["calls/s", "users", "requests/s to the account", "hottest partition, entities/s", "which", "first limit of calls reached", "limits of users reached", "instances", "dollars a month", "of these for requests"],
            .. Calls.SelectMany(calls => Users.Select(users => Row(model.Of(new(calls, users)), stops[users]))),
        ]);
    }

    private static string[] Row(Outcome outcome, IReadOnlyList<Stop> stops)
    {
        var (load, demand) = (outcome.Situation.Load, outcome.Demand);
        return
        [
            Figures.Text(load.Calls), Figures.Text(load.Users), Figures.Text(demand.Requests), Figures.Text(demand.Hottest.Value), demand.Hottest.Key,
            Stops.First([.. stops.Where(stop => stop.Calls > 0)], load.Calls)?.Limit ?? "none",
            stops.Count(stop => stop.Calls == 0) is > 0 and var reached ? $"{reached} of {TimerWork.Scans.Count}" : "none", Figures.Text(outcome.Situation.Instances), Figures.Dollars(outcome.Bill.Total), Figures.Dollars(outcome.Bill.Requests),
        ];
    }

    private static void WhatStops(Report report, Model model, IReadOnlyList<Stop> stops)
    {
        var lifts = model.Of(new(1, UsersOfStops)).Limits.ToDictionary(limit => limit.Name, limit => limit.Lift, StringComparer.Ordinal);
        report.Heading("What stops");
        report.Say($"With {UsersOfStops:N0} users. Limits that less than 10,000,000 calls a second do not reach are left out.");
        report.Table([
            ["what stops", "at calls/s", "what lifts it"],
            .. stops.Where(stop => stop.Calls is > 0 and < 10_000_000).Select(stop => (string[])[stop.Limit, Figures.Text(stop.Calls), lifts[stop.Limit]]),
        ]);
        report.Say("These depend on the number of users alone. Each of these timers goes through a table in parts; leftovers wait for one pass.");
        report.Table([
            ["what stops", "at users", "what lifts it"],
            .. TimerWork.Scans.Select(LimitList.NameOf).Select(limit => (string[])[limit, Figures.Text(Stops.Users(model, limit)), lifts[limit]]),
        ]);
        report.Say("These are not in the mix.");
        report.Table([
            ["what stops", "at calls/s", "what lifts it"],
            .. BeyondMix.Of(model.Of(new(1, UsersOfStops)).Situation)
                .Select(limit => (string[])[limit.Name, Figures.Text(Stops.Calls(calls => BeyondMix.Of(model.Of(new(calls, UsersOfStops)).Situation).First(one => one.Name == limit.Name).Used)), limit.Lift]),
        ]);
    }

    private static void Cache(Report report, Model cached)
    {
        report.Heading("With Auth__CacheSeconds");
        report.Say($"With 60 seconds, {UsersOfStops:N0} users who call alike, or {Busy:N0} of them who make all the calls. A revocation makes instances forget just the credentials that it revokes.");
        report.Table([
            ["calls/s", "revocations/s", "found in memory, all call", $"found, {Busy:N0} call", "requests/s to the account", "partition of the revocations, entities/s"],
            .. Calls.Select(calls =>
            {
                var (all, few) = (cached.Of(new(calls, UsersOfStops)), cached.Of(new(calls, Busy)));
                return (string[])
                [
                    Figures.Text(calls), Figures.Text(all.Situation.Revocations), Percent(CacheWork.Found(all.Situation)), Percent(CacheWork.Found(few.Situation)),
                    Figures.Text(all.Demand.Requests), Figures.Text(all.Demand.Partitions[CacheWork.Partition]),
                ];
            }),
        ]);
        report.Say($"The partition of the revocations reaches its target at {Figures.Text(Stops.Of(cached, UsersOfStops).First(stop => stop.Limit == LimitList.NameOf(CacheWork.Partition)).Calls)} calls/s.");
    }

    private static void Accounts(Report report, Model model)
    {
        report.Heading("Several storage accounts");
        report.Say($"Not built; see [the design](../design/several-storage-accounts.md). With {UsersOfStops:N0} users: one account has what all users share (names, records of changes, index, call log, timers, queues), "
            + $"the others have the users by a hash of their ids. An account is planned for {model.Assumptions.AccountShare:P0} of its target.");
        report.Table([
            ["calls/s", "requests/s to the shared account", "accounts for users", "requests/s to each of these"],
            .. Calls.Append(300_000).Append(1_000_000).Select(calls =>
            {
                var split = AccountSplit.Of(model.Of(new(calls, UsersOfStops)));
                return (string[])
                [
                    Figures.Text(calls), Figures.Text(split.SharedRequests), split.UserAccounts == 0 ? "none, one account for all" : Figures.Text(split.UserAccounts),
                    split.UserAccounts == 0 ? "" : Figures.Text(split.RequestsOfEach),
                ];
            }),
        ]);
        report.Say($"The shared account reaches its whole target at {Figures.Text(SharedEnd(model))} calls/s.");
    }

    private static double SharedEnd(Model model) => Stops.Calls(calls =>
        model.Of(new(calls, UsersOfStops)).Demand is var demand ? (demand.SharedRequests + demand.QueueRequests) / AzureTargets.RequestsOfAccount : 0);

    private static void Explain(Report report, Model model)
    {
        var footprint = Footprint.Measure();
        var assumptions = model.Assumptions;
        report.Heading("What the model counts");
        report.Table([
            ["work", "requests", "code"],
            ["calls", "the counted cost of each kind by its share", "`docs/cost.md`, checked by a test"],
            ["user ids", "two for each block of ids", "`Storage/Ids.cs`"],
            ["index", "each instance sends a message every 30 s, a second one if it has many changes; a run reads the records, and if a time bucket became final, the root and the leaves of eleven trees, and writes them", "`Storage/Index/`, `Domain/Users/Index/IndexQueue.cs`"],
            ["call log", $"a page of each instance every {new CallLogOptions().FlushSeconds} s, and one at every {CallBuffer.PageRows:N0} calls; the sums of the instances for the statistics", "`Domain/CallLog/`"],
            ["timers", "the counted runs by their schedules; more for those that go through whole tables", "`Jobs/Timers/`"],
            ["queues", "three for each message of the index; one a minute for each instance and queue", "`host.json`"],
            ["remembered credentials", "one transaction for each revocation, one look a second for each instance", "`Domain/Sessions/Revocation/`"],
        ]);
        report.Say($"An entity of more than 1 KiB counts once for each KiB. Measured with the product's own code: a call takes {footprint.CallBytes:0.0} bytes in the log, a user {footprint.IndexBytesOfUser / 1_000:0.0} KB in the index, "
            + $"a sign-up writes {footprint.Trees.Sum(tree => tree.WritesOfSignUp):0} entries of {footprint.Trees.Count} trees, the other list change {footprint.Trees.Sum(tree => tree.WritesOfChange):0}. "
            + $"Changes wait {IndexQueue.Delay.TotalSeconds:0} s for their fold. Not counted: emails, uploads, lists and searches, failed calls, the host's own blobs, retries.");
        report.Heading("What it assumes");
        report.Table([
            ["assumption", "value"],
            ["a storage request; a transaction of 100 rows", $"{assumptions.RequestSeconds * 1_000:0} ms; {assumptions.TransactionSeconds * 1_000:0} ms"],
            ["processor time of a call on the Functions host; of a password hash", $"{assumptions.CallProcessorSeconds * 1_000:0.0} ms; {assumptions.HashProcessorSeconds * 1_000:0} ms"],
            ["an instance", $"2 GB, one processor, {AzureTargets.CallsAtOnce:0} calls at once; another one is needed at {assumptions.UsedShare:P0} of either"],
            ["time of a call that is neither storage nor hash", $"{assumptions.OtherSeconds * 1_000:0} ms"],
            ["rows a second that a query looks at when its filter is not a range of keys", $"{assumptions.RowsScanned:N0}"],
            ["rows of a user in `Accounts`; in `Names`; their bytes", $"{assumptions.AccountRows:0}; {assumptions.NameRows:0}; {assumptions.RowBytes:0} each"],
            ["how full nodes of the index are whose entries come in no order", $"{assumptions.NodeFill:P0}"],
            ["a partition", "each key is served by itself; a range of keys that all grow at the end may be slower"],
            ["users", "all call alike"],
        ]);
    }

    private static string Percent(double share) => share.ToString("0.#%", CultureInfo.InvariantCulture);
}
