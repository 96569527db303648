using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Serverless.Tests.Harness;

/// <summary>The built product in a process of its own, as <c>dotnet run</c> starts it.</summary>
public sealed partial class ProductProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ProductProcess(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Functions.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) =>
        {
            _process.WaitForExit(); // for the rest of the output, which may come after the end
            _ready.TrySetException(new InvalidOperationException("The product ended:\n" + Output));
        };
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Everything printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return string.Join('\n', _output);
            }
        }
    }

    /// <summary>Starts the product and waits until it says that it is ready.</summary>
    public static async Task<(ProductProcess Product, Uri Address)> Start(params string[] arguments)
    {
        var product = new ProductProcess(["--port", "0", .. arguments]);
        return (product, await product._ready.Task.WaitAsync(Patience.Time, TestContext.Current.CancellationToken));
    }

    /// <summary>Runs a command of the product that ends by itself.</summary>
    public static async Task<(int ExitCode, string Output)> RunToEnd(params string[] arguments)
    {
        await using var product = new ProductProcess(arguments);
        await product._process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience.Time, TestContext.Current.CancellationToken);
        return (product._process.ExitCode, product.Output);
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
        await _process.WaitForExitAsync().WaitAsync(Patience.Time);
        return (_process.ExitCode, Stopwatch.GetElapsedTime(started));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.Add(line);
        }

        if (Ready().Match(line) is { Success: true } match)
        {
            _ready.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }

    [GeneratedRegex("^ready: (http://[^ ]+)")]
    private static partial Regex Ready();
}
