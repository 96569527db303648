using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Serverless.LocalHost;

/// <summary>
/// The storage emulator, as a child process. It gets no Ctrl-C from the terminal, so that the app can flush into it first; it ends when this
/// object is disposed, and also when this process dies, because it watches its standard input.
/// </summary>
public sealed partial class Azurite : IAsyncDisposable
{
    // Azurite's own handlers for the terminal's signals are swallowed; the end of standard input means what SIGTERM does.
    private const string Launcher = """
        const once = process.once;
        process.once = (event, f) => event === 'SIGINT' ? process : once.call(process, event, f);
        for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {});
        process.stdin.on('end', () => process.emit('SIGTERM') || process.exit(0)).resume();
        require(process.argv[1]);
        """;

    // Azurite's documented account: the same for everyone, no secret.
    private const string Account =
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);
    private readonly Process _process;

    private Azurite(Process process, IReadOnlyList<int> ports)
    {
        _process = process;
        ConnectionString = string.Create(CultureInfo.InvariantCulture, $"""
            {Account}BlobEndpoint=http://127.0.0.1:{ports[0]}/devstoreaccount1;QueueEndpoint=http://127.0.0.1:{ports[1]}/devstoreaccount1;TableEndpoint=http://127.0.0.1:{ports[2]}/devstoreaccount1;
            """);
    }

    /// <summary>For any Azure storage client.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts it and waits until its services answer.</summary>
    /// <exception cref="LocalHostException">Node.js or Azurite is not installed, or a port is taken.</exception>
    public static async Task<Azurite> StartAsync(AzuriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var script = Path.Combine(options.Root ?? ProjectRoot.Find(), "node_modules", "azurite", "dist", "src", "azurite.js");
        if (!File.Exists(script))
        {
            throw new LocalHostException("Azurite is not installed. Run 'npm ci' in the project's folder, or set AzureWebJobsStorage to a storage account.");
        }

        var process = Launch(script, options);
        try
        {
            return new Azurite(process, await Listening(process).WaitAsync(_patience));
        }
        catch (Exception e)
        {
            await End(process);
            throw e is TimeoutException ? new LocalHostException("Azurite did not start within 90 s.", e) : e;
        }
    }

    /// <summary>Whether anything answers on Azurite's usual ports, so that none needs to be started.</summary>
    public static bool IsRunning() => Answers(10000) || Answers(10001) || Answers(10002);

    /// <summary>Ends it: lets it write its files, but not for longer than 3 s.</summary>
    public async ValueTask DisposeAsync() => await End(_process);

    private static Process Launch(string script, AzuriteOptions options)
    {
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
        [
            "-e", Launcher, "--", script, "--silent", "--disableTelemetry",
            // The client libraries are newer than the emulator and speak a version that it does not know yet.
            "--skipApiVersionCheck",
            "--blobPort", Text(options.BlobPort), "--queuePort", Text(options.QueuePort), "--tablePort", Text(options.TablePort),
            .. options.Directory is { } directory ? ["--location", directory] : new[] { "--inMemoryPersistence" },
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new LocalHostException("Azurite needs Node.js 20 or newer, and there is no 'node' on the path.", e);
        }
    }

    /// <summary>Reads what it prints until each service has named its port.</summary>
    private static Task<IReadOnlyList<int>> Listening(Process process)
    {
        var ports = new Dictionary<string, int>(StringComparer.Ordinal);
        var errors = new List<string>();
        var listening = new TaskCompletionSource<IReadOnlyList<int>>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null && Announcement().Match(line.Data) is { Success: true } match)
            {
                ports[match.Groups[1].Value] = int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
                if (ports.Count == 3)
                {
                    listening.TrySetResult([ports["Blob"], ports["Queue"], ports["Table"]]);
                }
            }
        };
        process.ErrorDataReceived += (_, line) => errors.Add(line.Data ?? "");
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => listening.TrySetException(
            new LocalHostException($"Azurite ended while it started. {string.Join(' ', errors.ToArray()).Trim()}"));
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return listening.Task;
    }

    private static async Task End(Process process)
    {
        try
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(3));
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(); // its ports are free when this returns
        }
        finally
        {
            process.Dispose();
        }
    }

    private static bool Answers(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Azurite (Blob|Queue|Table) service is successfully listening at http://[^:]+:(\d+)")]
    private static partial Regex Announcement();
}
