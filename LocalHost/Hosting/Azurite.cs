using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Serverless.LocalHost;

/// <summary>
/// The storage emulator, as a child process. It gets no Ctrl-C from the terminal, so that the app can flush into it first. Each app that
/// uses it holds a connection to it. It ends when the last connection closes, which also happens when a process crashes.
/// </summary>
public sealed partial class Azurite : IAsyncDisposable
{
    // Azurite's documented account: public and identical everywhere, not a secret.
    private const string Account =
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;";

    private const string KeepAliveSeconds = "300";

    private static readonly TimeSpan _timeToEnd = TimeSpan.FromSeconds(3);
    private readonly TcpClient _use;
    private readonly Process _process;

    private Azurite(TcpClient use, Process process, AzuriteAddress address)
    {
        (_use, _process, Address) = (use, process, address);
        ConnectionString = ConnectionStringOf(address.Blob, address.Queue, address.Table);
    }

    /// <summary>Gets the connection string for any Azure storage client.</summary>
    public string ConnectionString { get; }

    internal AzuriteAddress Address { get; }

    internal static string ConnectionStringOf(int blobPort, int queuePort, int tablePort) => string.Create(CultureInfo.InvariantCulture, $"""
        {Account}BlobEndpoint=http://127.0.0.1:{blobPort}/devstoreaccount1;QueueEndpoint=http://127.0.0.1:{queuePort}/devstoreaccount1;TableEndpoint=http://127.0.0.1:{tablePort}/devstoreaccount1;
        """);

    /// <summary>Starts Azurite and waits until its services respond.</summary>
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
            var address = await Listening(process).WaitAsync(options.TimeToStart);
            return new Azurite(await Use(address.Users) ?? throw new LocalHostException("Azurite ended while it started."), process, address);
        }
        catch (Exception e)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
            throw e is TimeoutException ? new LocalHostException($"Azurite did not start within {options.TimeToStart.TotalSeconds:0} s.", e) : e;
        }
    }

    /// <summary>Uses an Azurite that another process started.</summary>
    /// <returns>Null if it has ended, or is about to end.</returns>
    internal static async Task<Azurite?> JoinAsync(AzuriteAddress address)
    {
        if (await Use(address.Users) is not { } use)
        {
            return null;
        }

        try
        {
            return new Azurite(use, Process.GetProcessById(address.ProcessId), address);
        }
        catch (ArgumentException)
        {
            use.Dispose(); // the file is outdated, and another program uses its port now
            return null;
        }
    }

    /// <summary>Returns whether any of three ports from a first one on is in use, so that Azurite cannot start there.</summary>
    internal static bool IsRunning(int firstPort) => Answers(firstPort) || Answers(firstPort + 1) || Answers(firstPort + 2);

    /// <summary>Ends the use. Without other users Azurite ends: it writes its files, for at most 3 s.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            using var timeout = new CancellationTokenSource(_timeToEnd);
            _use.Client.Shutdown(SocketShutdown.Send);
            if (await ReadByte(_use, timeout.Token) is null)
            {
                await _process.WaitForExitAsync(timeout.Token); // its ports are free after this
            }
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        catch (SocketException)
        {
            // Azurite has ended already.
        }
        finally
        {
            _use.Dispose();
            _process.Dispose();
        }
    }

    /// <summary>Connects, and waits until this process is counted as a user.</summary>
    private static async Task<TcpClient?> Use(int port)
    {
        TcpClient? connection = null;
        try
        {
            connection = new TcpClient();
            using var timeout = new CancellationTokenSource(_timeToEnd);
            await connection.ConnectAsync(IPAddress.Loopback, port, timeout.Token);
            if (await ReadByte(connection, timeout.Token) != (byte)'!')
            {
                return null;
            }

            var use = connection;
            connection = null;
            return use;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return null; // no Azurite is listening
        }
        finally
        {
            connection?.Dispose();
        }
    }

    private static async Task<byte?> ReadByte(TcpClient connection, CancellationToken cancellation)
    {
        var one = new byte[1];
        try
        {
            return await connection.Client.ReceiveAsync(one, cancellation) == 1 ? one[0] : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

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
            .. options.NodeArguments,
            "-e", Launcher, "--", script, "--silent", "--disableTelemetry",
            // The client libraries are newer than the emulator and use a version of the API that it does not support yet.
            "--skipApiVersionCheck",
            "--blobPort", Text(options.BlobPort), "--queuePort", Text(options.QueuePort), "--tablePort", Text(options.TablePort),
            // Longer than clients keep idle connections. Under load Azurite accepts few new ones a second, and those that wait run into the timeout of a request.
            "--blobKeepAliveTimeout", KeepAliveSeconds, "--queueKeepAliveTimeout", KeepAliveSeconds, "--tableKeepAliveTimeout", KeepAliveSeconds,
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

    /// <summary>Reads the output until it contains the port of each service.</summary>
    private static Task<AzuriteAddress> Listening(Process process)
    {
        var ports = new Dictionary<string, int>(StringComparer.Ordinal);
        var errors = new List<string>();
        var listening = new TaskCompletionSource<AzuriteAddress>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null && Announcement().Match(line.Data) is { Success: true } match)
            {
                ports[match.Groups[1].Value] = int.Parse(match.Groups[2].Value.Split(':', ' ')[^1], CultureInfo.InvariantCulture);
                if (ports.Count == 4)
                {
                    listening.TrySetResult(new(process.Id, ports["Users"], ports["Blob"], ports["Queue"], ports["Table"]));
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

    [GeneratedRegex(@"\b(Blob|Queue|Table|Users) (service is successfully listening at http://[^:]+:\d+|connect to port \d+)")]
    private static partial Regex Announcement();
}
