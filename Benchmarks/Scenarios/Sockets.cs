using System.Globalization;
using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Reports;
using Serverless.Benchmarks.Targets;
using Serverless.LocalHost;

namespace Serverless.Benchmarks.Scenarios;

/// <summary>Measures sockets of the local host: the cost of an open socket, and calls over sockets compared with the same calls over HTTP keep-alive.</summary>
internal static class Sockets
{
    private const string Http = "HTTP keep-alive";
    private const string Socket = "WebSockets";
    private const int Open = 1_000;
    private const int Callers = 32;
    private const string Call = """{"jsonrpc":"2.0","method":"/v1/test/test","params":["x"],"id":1}""";

    public static async Task Run(Pace pace)
    {
        await using var azurite = await Azurite.StartAsync(new AzuriteOptions());
        await using var product = await Product.Start(azurite.ConnectionString, "sockets");
        var report = new Report("sockets", "WebSockets of the local host");
        var request = PreparedRequest.Post(product.Url("test/test"), """["x"]""");
        var http = await OpenAll(() => OpenHttp.Open(request));
        await OpenLoad.Run(http, Callers, TimeSpan.Zero, pace.Length); // afterwards everything is compiled, and the heap has its full size
        var before = product.Process.ResidentMiB;
        var sockets = await OpenAll(() => OpenSocket.Open(product.Process.Url, Call));
        await Task.Delay(TimeSpan.FromSeconds(2));
        var opened = product.Process.ResidentMiB;
        report.Goal($"memory of each of {Open:N0} open sockets, KiB", new Spread([(opened - before) * 1024 / Open]), 50, atLeast: false);

        var (rounds, work) = (new Rounds(), new Dictionary<string, List<double>> { [Http] = [], [Socket] = [] });
        for (var round = 1; round <= pace.Rounds; round++)
        {
            foreach (var (name, connections) in ((string, List<OpenConnection>)[])[(Http, http), (Socket, sockets)])
            {
                var started = product.Process.ProcessorTime;
                var result = await OpenLoad.Run(connections, Callers, TimeSpan.Zero, pace.Length);
                work[name].Add((product.Process.ProcessorTime - started).TotalMicroseconds / result.Count);
                rounds.Add(name, result);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  round {round}/{pace.Rounds}  {name,-16} {result.PerSecond,9:N0}/s  p99 {result.P99,7:N2} ms  {work[name][^1],5:N1} microseconds{(result.Failed > 0 ? $"  {result.Failed} FAILED" : "")}"));
            }
        }

        report.Goal($"calls a second over {Open:N0} sockets", rounds.Of(Socket, result => result.PerSecond), 5_000);
        report.Goal($"calls over {Open:N0} sockets by calls over {Open:N0} connections of HTTP", rounds.Ratio(Socket, Http, result => result.PerSecond), 0.8);
        report.Table([
            ["test/test, anonymous", "calls/s", "p50 ms", "p99 ms", "microseconds of processor time a call", "failed"],
            .. ((string[])[Http, Socket]).Select(name => (string[])
            [
                name, rounds.Of(name, result => result.PerSecond).Text("N0"), rounds.Of(name, result => result.P50).Text("N2"), rounds.Of(name, result => result.P99).Text("N2"), new Spread(work[name]).Text("N1"), $"{rounds.Failed(name)}",
            ]),
        ]);
        report.Say(string.Create(CultureInfo.InvariantCulture, $"The process had {before:N0} MiB before the sockets were opened, {opened:N0} MiB with all of them open, and {product.Process.ResidentMiB:N0} MiB after the calls."));
        report.Draw(new Chart($"Calls a second, {Open} open connections, {Callers} callers", [.. ((string[])[Http, Socket]).Select(name => (name, rounds.Of(name, result => result.PerSecond).Median))]));
        report.Write(pace);
        http.ForEach(connection => connection.Dispose());
        sockets.ForEach(connection => connection.Dispose());
    }

    private static async Task<List<OpenConnection>> OpenAll(Func<Task<OpenConnection>> open)
    {
        var all = new List<OpenConnection>();
        for (var i = 0; i < Open; i++)
        {
            all.Add(await open());
        }

        return all;
    }
}
