using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Serverless.Measuring.Programs;

/// <summary>A server in a separate process that prints <c>ready: URL</c> when it is ready.</summary>
internal sealed partial class TargetProcess : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TargetProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) =>
        {
            _process.WaitForExit(); // waits for the rest of the output, which can arrive after the end
            _ready.TrySetException(new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} ended:\n{Output}"));
        };
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Gets the URL of the server; blocks until the server is ready.</summary>
    public Uri Url => _ready.Task.Result;

    /// <summary>Gets the id of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Gets the processor time used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Gets the resident memory of the process, in MiB.</summary>
    public double ResidentMiB
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1024.0 / 1024.0;
        }
    }

    /// <summary>Gets the number of open handles of the process: files and sockets.</summary>
    public int Handles
    {
        get
        {
            _process.Refresh();
            return _process.HandleCount;
        }
    }

    /// <summary>Gets the output so far.</summary>
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

    /// <summary>Starts the process without waiting.</summary>
    public static TargetProcess Launch(ProcessStartInfo start) => new(start);

    /// <summary>Starts the process and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">Thrown when the process ends before it is ready.</exception>
    public static async Task<TargetProcess> Start(ProcessStartInfo start)
    {
        var target = new TargetProcess(start);
        try
        {
            await target._ready.Task.WaitAsync(Longest);
            return target;
        }
        catch
        {
            await target.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns a command with arguments and environment variables.</summary>
    public static ProcessStartInfo Command(string file, IEnumerable<string> arguments, params ReadOnlySpan<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(file);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>Waits until the process ends by itself.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> End(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        return _process.ExitCode;
    }

    /// <summary>Kills the process, without a shutdown. Its output can still be read.</summary>
    public async Task Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
    }

    /// <summary>Kills the process. Its remaining work is not needed.</summary>
    public async ValueTask DisposeAsync()
    {
        await Kill();
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
