using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Reports;
using Serverless.LocalHost;
using Serverless.Measuring.Loading;
using Serverless.Measuring.Programs;
using Serverless.Storage;

namespace Serverless.Benchmarks.Scenarios;

/// <summary>Measures the console's list of users with 100,000 users, in a browser.</summary>
internal static class ConsoleList
{
    private const double LongTask = 50;
    private const double Prompt = 300;

    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];

    public static async Task Run(Pace pace)
    {
        var browser = Browser() ?? throw new BenchmarkFailedException("There is no browser here: install Chromium, or set SERVERLESS_BROWSER to the path of one.");
        var users = pace == Pace.Quick ? 10_000 : 100_000;
        await using var azurite = await Azurite.StartAsync(new AzuriteOptions());
        await using var app = await InProcess.Start(azurite.ConnectionString, "console");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  loading {users:N0} users"));
        var (tables, listings) = (app.Services.GetRequiredService<Tables>(), IndexLoader.Users(users));
        await IndexLoader.LoadAccounts(tables.Accounts, listings, CancellationToken.None);
        await IndexLoader.Load(tables, listings, CancellationToken.None);

        var output = Path.Combine(Machine.Temporary, "console.json");
        var rounds = (pace.Rounds * 4).ToString(CultureInfo.InvariantCulture);
        await Machine.Run("node", [Machine.PathOf("Benchmarks", "Scenarios", "console.mjs"), browser, app.Url.AbsoluteUri, await app.Session("root"), rounds, output], Machine.Root);
        Write(JsonElement.Parse(await File.ReadAllTextAsync(output)), users, pace);
    }

    private static void Write(JsonElement measured, int users, Pace pace)
    {
        var report = new Report("console", "The console: a long list");
        report.About("Browser, app and Azurite share the machine. In brackets: the smallest and the largest value of all rounds.");
        foreach (var step in (string[])["search", "page", "sort"])
        {
            report.Goal($"{step}: ms from the request to the rows", new Spread(Values(step)), Prompt, atLeast: false);
        }

        report.Goal("longest task of the main thread while scrolling, ms; 0 if none is longer than 50", new Spread([Values("scrollTasks").Append(0).Max()]), LongTask, atLeast: false);
        report.Goal("longest task of the main thread while typing, ms; 0 if none is longer than 50", new Spread([Values("typeTasks").Append(0).Max()]), LongTask, atLeast: false);
        report.Say(string.Create(CultureInfo.InvariantCulture, $"The list of users in Chromium, with {users:N0} users. A search begins 250 ms after the last key. Its time here begins with its request; the last column has the part of the server."));
        report.Table(
        [
            ["step", "ms until the rows are shown", "of it the server, ms"],
            ["open the page, with an empty cache", new Spread(Values("first")).Text("0"), ""],
            ["open the page again", new Spread(Values("again")).Text("0"), ""],
            Row("search", "search while typing"),
            Row("page", "next page"),
            Row("sort", "another order"),
        ]);
        report.Say("While the list scrolls by the wheel, and while a user types into the search:");
        report.Table(
        [
            ["", "time between two frames, ms: median, 95 %, longest", "tasks longer than 50 ms"],
            ["scrolling", Frames("scrollFrames"), Count("scrollTasks")],
            ["typing", Frames("typeFrames"), Count("typeTasks")],
        ]);
        report.Write(pace);

        double[] Values(string name) => [.. measured.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
        string[] Row(string step, string title) => [title, new Spread(Values(step)).Text("0"), new Spread(Values(step + "Server")).Text("0")];
        string Count(string name) => Values(name).Length.ToString(CultureInfo.InvariantCulture);
        string Frames(string name)
        {
            double[] frames = [.. Values(name).Order()];
            return string.Create(CultureInfo.InvariantCulture, $"{frames[frames.Length / 2]:0.0}, {frames[frames.Length * 95 / 100]:0.0}, {frames[^1]:0.0}");
        }
    }

    private static string? Browser() =>
        Environment.GetEnvironmentVariable("SERVERLESS_BROWSER") ?? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Browsers.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
}
