using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net;
using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Reports;
using Serverless.LocalHost;
using Serverless.Measuring.Programs;

namespace Serverless.Benchmarks.Scenarios;

/// <summary>
/// Measures the time from the start of the process to the first checked response, with storage running, and the memory in use afterwards.
/// </summary>
internal static class Start
{
    private const string Product = "Serverless";
    private const string ProductReady = "Serverless, ReadyToRun";
    private const string ProductNative = "Serverless, machine code";
    private const string Floor = "Kestrel with the Tables client";
    private const string FloorReady = "Kestrel with the Tables client, ReadyToRun";

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);

    public static async Task Run(Pace pace)
    {
        await using var azurite = await Azurite.StartAsync(new AzuriteOptions());
        var storage = azurite.ConnectionString;
        await (await Targets.Floor.Start(storage)).DisposeAsync(); // creates its row
        string token;
        await using (var product = await Targets.Product.Start(storage, "start"))
        {
            token = await product.Session((await product.SignUp(1))[0]);
        }

        Console.WriteLine("  publishing ReadyToRun");
        var published = await Publish("Functions", Machine.PathOf("Functions"));
        var floorPublished = await Publish("Floor", Machine.PathOf("Benchmarks", "Peers", "Floor"));
        Console.WriteLine("  publishing machine code: a minute or two; needs clang or gcc");
        var native = await PublishNative();
        (string Name, Func<int, ProcessStartInfo> Command, string Path)[] all =
        [
            (Product, port => Targets.Product.Command(storage, "start", port: port), "/api/v1/profile/read"),
            (Floor, port => Targets.Floor.Command(storage, port: port), "/profile/1"),
            (ProductReady, port => Targets.Product.Command(storage, "start", published, port), "/api/v1/profile/read"),
            (ProductNative, port => Targets.Product.NativeCommand(native, storage, "start", port), "/api/v1/profile/read"),
            (FloorReady, port => Targets.Floor.Command(storage, floorPublished, port), "/profile/1"),
        ];
        var (times, memory) = (all.ToDictionary(one => one.Name, _ => new List<double>()), all.ToDictionary(one => one.Name, _ => new List<double>()));
        for (var round = 0; round <= pace.Rounds * 2; round++)
        {
            foreach (var (name, command, path) in all)
            {
                var (took, resident) = await Measure(command, path, token, rest: round <= pace.Rounds);
                if (round == 0)
                {
                    continue; // the files are read from the disk
                }

                times[name].Add(took);
                if (resident is { } mebibytes)
                {
                    memory[name].Add(mebibytes);
                }

                Console.WriteLine($"  round {round}/{pace.Rounds * 2}  {name,-44} {took,6:N0} ms{(resident is null ? "" : $"  {resident:N0} MiB")}");
            }
        }

        var report = new Report("start", "A start");
        report.Goal("start to the first checked answer, by Kestrel with the Tables client", Ratio(times, Product, Floor), 1.5, atLeast: false);
        report.Goal("the same, both published ReadyToRun", Ratio(times, ProductReady, FloorReady), 1.5, atLeast: false);
        report.Goal("the product as machine code, by Kestrel with the Tables client", Ratio(times, ProductNative, Floor), 1.5, atLeast: false);
        report.Goal("memory at rest, by Kestrel with the Tables client", Ratio(memory, Product, Floor), 1.5, atLeast: false);
        report.Goal("the same, both published ReadyToRun", Ratio(memory, ProductReady, FloorReady), 1.5, atLeast: false);
        report.Goal("the product as machine code, by Kestrel with the Tables client", Ratio(memory, ProductNative, Floor), 1.5, atLeast: false);
        report.Table([
            ["target", "ms to the first checked answer", "MiB resident 3 s later"],
            .. all.Select(one => (string[])[one.Name, new Spread(times[one.Name]).Text("N0"), new Spread(memory[one.Name]).Text("N0")]),
        ]);
        report.Draw(new Chart("Milliseconds from the start to the first checked answer", [.. all.Select(one => (one.Name, new Spread(times[one.Name]).Median))]));
        report.Write(pace);
    }

    private static Spread Ratio(Dictionary<string, List<double>> values, string name, string other) => new(values[name].Zip(values[other], (a, b) => a / b));

    private static async Task<string> Publish(string name, string folder)
    {
        var output = Path.Combine(Machine.Temporary, "publish", name);
        await Machine.Run("dotnet",
        [
            "publish", "-c", "Release", "-r", RuntimeIdentifier, "--self-contained", "false", "-p:PublishReadyToRun=true", "-p:AzureCommunicationEmail=false",
            "--artifacts-path", Path.Combine(Machine.Temporary, "artifacts"), "-o", output,
        ], folder);
        return output;
    }

    /// <summary>Publishes the executable that the container runs, see docs/container.md.</summary>
    private static async Task<string> PublishNative()
    {
        var output = Path.Combine(Machine.Temporary, "publish", "Native");
        await Machine.Run("dotnet", ["publish", "-c", "Release", "-r", RuntimeIdentifier, "-p:PublishAot=true", "-o", output], Machine.PathOf("Functions"));
        return output;
    }

    private static string RuntimeIdentifier => System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier;

    private static async Task<(double Milliseconds, double? MiB)> Measure(Func<int, ProcessStartInfo> command, string path, string token, bool rest)
    {
        var port = FreePort();
        var started = Stopwatch.GetTimestamp();
        await using var process = TargetProcess.Launch(command(port));
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        HttpResponseMessage? first;
        while ((first = await Connects(port) ? await TryGet(http, path) : null) is null)
        {
            await Task.Delay(2);
        }

        using var answer = first;
        answer.EnsureSuccessStatusCode();
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        if (!rest)
        {
            return (took, null);
        }

        await Task.Delay(Rest);
        return (took, process.ResidentMiB);
    }

    /// <summary>Returns null if there is no listener yet: the socket of the check can have been connected to itself.</summary>
    private static async Task<HttpResponseMessage?> TryGet(HttpClient http, string path)
    {
        try
        {
            return await http.GetAsync(new Uri(path, UriKind.Relative));
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return null;
        }
    }

    private static async Task<bool> Connects(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            // A socket that often connects to a port without a listener can get that port as its own, and connect to itself.
            return !socket.LocalEndPoint!.Equals(socket.RemoteEndPoint);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
