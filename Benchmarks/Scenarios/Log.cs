using System.Globalization;
using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Reports;
using Serverless.LocalHost;
using Serverless.Measuring.Costs;
using Serverless.Measuring.Loading;
using Serverless.Measuring.Programs;

namespace Serverless.Benchmarks.Scenarios;

/// <summary>Measures the cost of the call log under load, and whether its size slows down reading.</summary>
internal static class Log
{
    private const int Few = 2_016;

    public static async Task Run(Pace pace)
    {
        var many = pace == Pace.Quick ? 100_000 : 1_000_000;
        await using var azurite = await Azurite.StartAsync(new AzuriteOptions());
        var report = new Report("log", "The call log");
        await UnderLoad(report, azurite.ConnectionString, pace);
        Console.WriteLine("  filling the call log");
        await using var small = await InProcess.Start(azurite.ConnectionString, "few", new MovableClock(MethodCosts.Midweek));
        await using var large = await InProcess.Start(azurite.ConnectionString, "many", new MovableClock(MethodCosts.Midweek));
        await CallLoader.Load(small, Few);
        await CallLoader.Load(large, many);
        var (ofFew, ofMany) = (await small.Session("root"), await large.Session("root"));
        report.Heading("Reading it");
        report.Say("Calls of two methods over the two weeks before a Wednesday noon. On Thursdays another table begins: what reads across that costs a transaction more.");
        SideBySide.Pair[] pairs =
        [
            Both("read-log, first page", "/v1/admin/api-call-log/read-log", new { where = new { method_id = (string[])["=", "/v1/test/test"] } }),
            Both("read-latest-stat", "/v1/admin/api-call-log/read-latest-stat"),
            Both("read-history-stat", "/v1/admin/api-call-log/read-history-stat", "/v1/test/test"),
            Both("authenticated call", "/v1/profile/read"),
        ];
        await SideBySide.Run(report, (Text(Few), small), (Text(many), large), pairs, pace, 1.5);
        report.Write(pace);

        SideBySide.Pair Both(string name, string method, params object[] parameters) =>
            new(name, () => small.Call(method, ofFew, parameters), () => large.Call(method, ofMany, parameters));
    }

    private static async Task UnderLoad(Report report, string storage, Pace pace)
    {
        await using var app = await InProcess.Start(storage, "load");
        var request = PreparedRequest.Get(new Uri(app.Url, "/api/v1/test/test"));
        var (perCall, calls) = (new List<double>(), 0);
        for (var round = 0; round < pace.Rounds; round++)
        {
            var before = app.TransactionsOfCallLog;
            var result = await HttpLoad.Run([request], 16, TimeSpan.Zero, pace.Length);
            await Task.Delay(TimeSpan.FromSeconds(6)); // the last batch is written five seconds later
            perCall.Add((app.TransactionsOfCallLog - before) / (double)result.Count);
            calls += result.Count;
        }

        report.Goal("storage transactions of the call log by call, at load", new Spread(perCall), 0.02, atLeast: false);
        report.Say(string.Create(CultureInfo.InvariantCulture, $"At load, {calls:N0} calls of test/test on 16 connections: {new Spread(perCall).Text("0.00000")} transactions a call, the timers of the statistics included."));
    }

    private static string Text(int calls) => calls.ToString("N0", CultureInfo.InvariantCulture) + " calls";
}
