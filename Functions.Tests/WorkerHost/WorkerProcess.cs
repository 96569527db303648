using System.Diagnostics;
using System.Globalization;

namespace Serverless.WorkerHosting;

/// <summary>The worker as a child process, started as the host starts it.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private WorkerProcess(ProcessStartInfo start, HostLog log)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Ended = End();

        void Add(string? line)
        {
            if (line is not null)
            {
                log.Add(line);
            }
        }
    }

    /// <summary>Gets a task that completes with the exit code when the process has ended and all its output is read.</summary>
    public Task<int> Ended { get; }

    public int Id => _process.Id;

    /// <summary>Starts the process with the arguments that current and older workers read.</summary>
    /// <param name="options">The app and its settings.</param>
    /// <param name="grpc">The address to which the worker connects.</param>
    /// <param name="address">The address to which callers connect. The platform and Core Tools pass it as <c>WEBSITE_HOSTNAME</c>.</param>
    /// <param name="workerId">The name of the worker.</param>
    /// <param name="log">The log for the output of the process.</param>
    public static WorkerProcess Start(WorkerHostOptions options, Uri grpc, Uri address, string workerId, HostLog log)
    {
        var program = Path.Combine(options.Directory, options.Program);
        var start = program.EndsWith(".dll", StringComparison.Ordinal) ? new ProcessStartInfo("dotnet", [program]) : new ProcessStartInfo(program);
        start.WorkingDirectory = options.Directory;
        foreach (var argument in Arguments(grpc, workerId, requestId: Guid.NewGuid().ToString()))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in options.Settings)
        {
            start.Environment[name] = value;
        }

        start.Environment["WEBSITE_HOSTNAME"] = address.Authority;
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = options.Directory;
        start.Environment["FUNCTIONS_WORKER_DIRECTORY"] = options.Directory;
        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        start.Environment.TryAdd("AZURE_FUNCTIONS_ENVIRONMENT", "Production");
        return new WorkerProcess(start, log);
    }

    /// <summary>Returns the arguments in the host's order: the older names, then those that the official worker reads.</summary>
    public static IReadOnlyList<string> Arguments(Uri grpc, string workerId, string requestId)
    {
        var most = int.MaxValue.ToString(CultureInfo.InvariantCulture);
        return
        [
            "--host", grpc.Host, "--port", grpc.Port.ToString(CultureInfo.InvariantCulture),
            "--workerId", workerId, "--requestId", requestId, "--grpcMaxMessageLength", most,
            "--functions-uri", grpc.ToString(), "--functions-worker-id", workerId, "--functions-request-id", requestId,
            "--functions-grpc-max-message-length", most,
        ];
    }

    /// <summary>Kills the process if it still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await Ended;
        _process.Dispose();
    }

    private async Task<int> End()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }
}
