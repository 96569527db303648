using System.Diagnostics;
using Serverless.Measuring.Programs;
using Serverless.WorkerHosting;

namespace Serverless.Tests.Harness;

/// <summary>
/// Runs the built product in its own process: as <c>dotnet run</c> starts it; with <c>SERVERLESS_EXECUTABLE</c>, as a published executable; with
/// <c>SERVERLESS_HOST=worker</c>, as a worker of the stand-in for the Functions host, from this build or the folder
/// <c>SERVERLESS_WORKER_DIRECTORY</c>.
/// </summary>
public sealed class ProductProcess : IAsyncDisposable
{
    private readonly TargetProcess? _process;
    private readonly WorkerHost? _host;

    private ProductProcess(TargetProcess process) => _process = process;

    private ProductProcess(WorkerHost host) => _host = host;

    /// <summary>Gets the executable to test; null for that of this build.</summary>
    public static string? Executable { get; } = Setting("SERVERLESS_EXECUTABLE");

    /// <summary>Gets whether the product runs as a worker. <see cref="OnTheFunctionsHost"/> lists the differences.</summary>
    public static bool IsWorker { get; } = Setting("SERVERLESS_HOST") == "worker";

    /// <summary>Gets the complete output so far.</summary>
    public string Output => _host?.Output ?? _process!.Output;

    /// <summary>Starts the product and waits until it reports that it is ready.</summary>
    /// <exception cref="InvalidOperationException">Thrown when the product ends instead. The message has its output.</exception>
    public static async Task<(ProductProcess Product, Uri Address)> Start(params string[] arguments)
    {
        if (IsWorker)
        {
            var host = await StartWorker(arguments);
            return (new(host), host.Address);
        }

        var process = await TargetProcess.Start(Command(["--port", "0", .. arguments]));
        return (new(process), process.Url);
    }

    /// <summary>Starts the product as a worker, whatever the environment variables are.</summary>
    /// <exception cref="InvalidOperationException">Thrown when the product ends instead. The message has its output.</exception>
    public static async Task<WorkerHost> StartWorker(params string[] arguments)
    {
        try
        {
            return await WorkerHost.Start(new WorkerHostOptions
            {
                Directory = Setting("SERVERLESS_WORKER_DIRECTORY") ?? AppContext.BaseDirectory,
                Settings = OnTheFunctionsHost.Settings(arguments),
            });
        }
        catch (WorkerHostException e)
        {
            throw new InvalidOperationException(e.Message, e);
        }
    }

    /// <summary>Starts the product in a folder. Everything that it locates relative to its folder is then there.</summary>
    public static async Task<(ProductProcess Product, Uri Address)> StartIn(string folder, params string[] arguments)
    {
        var command = Command(["--port", "0", .. arguments]);
        command.WorkingDirectory = folder;
        var process = await TargetProcess.Start(command);
        return (new(process), process.Url);
    }

    /// <summary>Kills the process without a graceful shutdown and leaves its child processes running.</summary>
    public async Task Kill()
    {
        using (var kill = Process.Start("kill", ["-KILL", $"{_process!.Id}"])!)
        {
            await kill.WaitForExitAsync();
        }

        await _process!.End(CancellationToken.None).WaitAsync(TestTimeout.Length);
    }

    /// <summary>Starts the product without waiting, for a log format without the ready message.</summary>
    public static ProductProcess Launch(params string[] arguments) => new(TargetProcess.Launch(Command(["--port", "0", .. arguments])));

    /// <summary>Runs a command of the product that ends by itself.</summary>
    public static Task<(int ExitCode, string Output)> RunToEnd(params string[] arguments) => RunToEnd(new Dictionary<string, string>(), arguments);

    /// <summary>Runs a command of the product that ends by itself, with environment variables.</summary>
    public static async Task<(int ExitCode, string Output)> RunToEnd(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var command = Command(arguments);
        foreach (var (name, value) in environment)
        {
            command.Environment[name] = value;
        }

        await using var process = TargetProcess.Launch(command);
        var exitCode = await process.End(TestContext.Current.CancellationToken).WaitAsync(TestTimeout.Length);
        return (exitCode, process.Output);
    }

    /// <summary>Starts a command of the product without waiting.</summary>
    public static ProductProcess LaunchCommand(params string[] arguments) => new(TargetProcess.Launch(Command(arguments)));

    /// <summary>Requests the product to end, as a terminal or a container does, or as the Functions host requests it of its worker.</summary>
    /// <returns>The exit code and the time until the end.</returns>
    public async Task<(int ExitCode, TimeSpan Took)> Terminate()
    {
        var started = Stopwatch.GetTimestamp();
        if (_host is not null)
        {
            var ended = await _host.Stop();
            return (ended ?? throw new InvalidOperationException($"The worker did not end by itself.\n{Output}"), Stopwatch.GetElapsedTime(started));
        }

        using (var kill = Process.Start("kill", ["-TERM", $"{_process!.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        started = Stopwatch.GetTimestamp();
        var exitCode = await _process!.End(CancellationToken.None).WaitAsync(TestTimeout.Length);
        return (exitCode, Stopwatch.GetElapsedTime(started));
    }

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? _process!.DisposeAsync();

    private static ProcessStartInfo Command(IEnumerable<string> arguments) => Executable is { } executable
        ? TargetProcess.Command(executable, arguments)
        : TargetProcess.Command("dotnet", [Path.Combine(AppContext.BaseDirectory, "Functions.dll"), .. arguments]);

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
