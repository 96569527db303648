using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Reports;
using Serverless.Benchmarks.Targets;
using Serverless.LocalHost;
using Serverless.Measuring.Programs;
using Serverless.WorkerHosting;

namespace Serverless.Benchmarks.Scenarios;

/// <summary>Measures a worker of the Functions host: its first response, and the cost of a call compared with a minimal function app.</summary>
internal static class Worker
{
    private const string Guest = "Serverless, test/test of a guest";
    private const string Checked = "Serverless, profile/read";
    private const string Hello = "hello";
    private const string HelloRead = "hello, one point read";
    private const int Connections = 16;

    public static async Task Run(Pace pace)
    {
        await using var azurite = await Azurite.StartAsync(new AzuriteOptions());
        var storage = azurite.ConnectionString;
        await (await Floor.Start(storage)).DisposeAsync(); // creates its row
        Console.WriteLine("  publishing");
        var product = await WorkerApp.Publish("Functions", Machine.PathOf("Functions"));
        var hello = await WorkerApp.Publish("HelloWorker", Machine.PathOf("Benchmarks", "Peers", "HelloWorker"));

        var report = new Report("worker", "A worker of the Functions host");
        await FirstAnswers(report, () => WorkerApp.StartProduct(product, storage, "worker"), () => WorkerApp.StartHello(hello, storage), pace);
        await using var one = await WorkerApp.StartProduct(product, storage, "worker");
        await using var other = await WorkerApp.StartHello(hello, storage);
        await Calls(report, one.Address, other.Address, pace);
        report.Write(pace);
    }

    private static async Task FirstAnswers(Report report, Func<Task<WorkerHost>> product, Func<Task<WorkerHost>> hello, Pace pace)
    {
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round <= pace.Rounds * 2; round++)
        {
            var (a, b) = (await FirstAnswer(product, "/api/v1/test/test"), await FirstAnswer(hello, "/hello"));
            Console.WriteLine($"  round {round}/{pace.Rounds * 2}  first answer: Serverless {a,6:N0} ms, hello {b,6:N0} ms");
            if (round > 0) // in the first round, the files are read from the disk
            {
                ours.Add(a);
                theirs.Add(b);
            }
        }

        report.Goal("start of the worker to the first answer, by hello", new Spread(ours.Zip(theirs, (a, b) => a / b)), 1.15, atLeast: false);
        report.Table([["target", "ms to the first answer"], ["Serverless", new Spread(ours).Text("N0")], ["hello", new Spread(theirs).Text("N0")]]);
    }

    private static async Task<double> FirstAnswer(Func<Task<WorkerHost>> start, string path)
    {
        var started = Stopwatch.GetTimestamp();
        await using var host = await start();
        using var http = new HttpClient { BaseAddress = host.Address };
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static async Task Calls(Report report, Uri product, Uri hello, Pace pace)
    {
        var token = await Session(product);
        var rounds = await Rounds.Run(
            [
                new(Guest, PreparedRequest.Get(new Uri(product, "/api/v1/test/test"))),
                new(Hello, PreparedRequest.Get(new Uri(hello, "/hello"))),
                new(Checked, PreparedRequest.Get(new Uri(product, "/api/v1/profile/read"), $"Authorization: Bearer {token}")),
                new(HelloRead, PreparedRequest.Get(new Uri(hello, "/read"))),
            ],
            Connections,
            pace);
        report.Goal($"{Guest} by {Hello}, {Connections} connections", rounds.Ratio(Guest, Hello, result => result.PerSecond), 0.9);
        report.Goal($"{Checked} by {HelloRead}, {Connections} connections", rounds.Ratio(Checked, HelloRead, result => result.PerSecond), 0.85);
        string[] names = [Guest, Hello, Checked, HelloRead];
        report.Table([
            ["target", "requests/s", "p50 ms", "p99 ms", "failed"],
            .. names.Select(name => (string[])
            [
                name, rounds.Of(name, result => result.PerSecond).Text("N0"), rounds.Of(name, result => result.P50).Text("N2"), rounds.Of(name, result => result.P99).Text("N2"), $"{rounds.Failed(name)}",
            ]),
        ]);
        report.Draw(new Chart($"Calls of a worker a second, {Connections} connections", [.. names.Select(name => (name, rounds.Of(name, result => result.PerSecond).Median))]));
    }

    private static async Task<string> Session(Uri product)
    {
        using var http = new HttpClient { BaseAddress = product };
        object[] user = [new { username = "worker", password = TestSettings.Password }];
        (await http.PostAsJsonAsync("/api/v1/session/signup", user)).EnsureSuccessStatusCode();
        using var answer = await http.PostAsJsonAsync("/api/v1/session/signin", user);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("result").GetProperty("data").GetProperty("token").GetString()!;
    }
}
