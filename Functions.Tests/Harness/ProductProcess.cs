using System.Diagnostics;
using Serverless.Benchmarks.Targets;

namespace Serverless.Tests.Harness;

/// <summary>
/// The built product in a process of its own, as <c>dotnet run</c> starts it; or, with <c>SERVERLESS_EXECUTABLE</c>, one that was published as an executable.
/// </summary>
public sealed class ProductProcess : IAsyncDisposable
{
    private readonly TargetProcess _process;

    /// <summary>The executable to be tested; null for the one of this build.</summary>
    public static string? Executable { get; } = Environment.GetEnvironmentVariable("SERVERLESS_EXECUTABLE") is { Length: > 0 } path ? path : null;

    private ProductProcess(TargetProcess process) => _process = process;

    /// <summary>Everything printed so far.</summary>
    public string Output => _process.Output;

    /// <summary>Starts the product and waits until it says that it is ready.</summary>
    public static async Task<(ProductProcess Product, Uri Address)> Start(params string[] arguments)
    {
        var process = await TargetProcess.Start(Command(["--port", "0", .. arguments]));
        return (new(process), process.Url);
    }

    /// <summary>Starts the product in a folder, with which everything goes that it finds by its folder.</summary>
    public static async Task<(ProductProcess Product, Uri Address)> StartIn(string folder, params string[] arguments)
    {
        var command = Command(["--port", "0", .. arguments]);
        command.WorkingDirectory = folder;
        var process = await TargetProcess.Start(command);
        return (new(process), process.Url);
    }

    /// <summary>Lets the process die without a chance to do anything, and leaves the processes that it started.</summary>
    public async Task Kill()
    {
        using (var kill = Process.Start("kill", ["-KILL", $"{_process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await _process.End(CancellationToken.None).WaitAsync(Patience.Time);
    }

    /// <summary>Starts the product without waiting, where it does not say in words that it is ready.</summary>
    public static ProductProcess Launch(params string[] arguments) => new(TargetProcess.Launch(Command(["--port", "0", .. arguments])));

    /// <summary>Runs a command of the product that ends by itself.</summary>
    public static async Task<(int ExitCode, string Output)> RunToEnd(params string[] arguments)
    {
        await using var process = TargetProcess.Launch(Command(arguments));
        var exitCode = await process.End(TestContext.Current.CancellationToken).WaitAsync(Patience.Time);
        return (exitCode, process.Output);
    }

    /// <summary>Asks the product to end, as a terminal or a container does.</summary>
    /// <returns>Its exit code, and how long it took.</returns>
    public async Task<(int ExitCode, TimeSpan Took)> Terminate()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        var started = Stopwatch.GetTimestamp();
        var exitCode = await _process.End(CancellationToken.None).WaitAsync(Patience.Time);
        return (exitCode, Stopwatch.GetElapsedTime(started));
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static ProcessStartInfo Command(IEnumerable<string> arguments) => Executable is { } executable
        ? TargetProcess.Command(executable, arguments)
        : TargetProcess.Command("dotnet", [Path.Combine(AppContext.BaseDirectory, "Functions.dll"), .. arguments]);
}
