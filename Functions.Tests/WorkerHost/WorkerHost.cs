using System.Net.Sockets;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Builder;
using Serverless.WorkerHosting.Http;
using Serverless.WorkerHosting.Protocol;
using Serverless.WorkerHosting.Triggers;

namespace Serverless.WorkerHosting;

/// <summary>
/// A stand-in for the Azure Functions host. It starts a built function app as its worker and follows the host's rules that affect an app
/// (docs/functions-host.md). A function in error is left out and reported in <see cref="Output"/>.
/// </summary>
public sealed class WorkerHost : IAsyncDisposable
{
    private readonly WorkerHostOptions _options;
    private readonly HostLog _log = new();
    private readonly string _workerId = Guid.NewGuid().ToString();
    private readonly WorkerChannel _channel;
    private WebApplication? _grpc;
    private Socket? _socket;
    private WebApplication? _http;
    private WorkerProcess? _process;
    private TriggerService? _triggers;

    private WorkerHost(WorkerHostOptions options)
    {
        _options = options;
        _channel = new WorkerChannel(_workerId, _log);
    }

    /// <summary>Gets the address that answers HTTP requests.</summary>
    public Uri Address => new($"http://{_socket!.LocalEndPoint}/");

    /// <summary>Gets everything that the worker has printed and logged.</summary>
    public string Output => _log.Text;

    /// <summary>Gets the worker's process id.</summary>
    public int WorkerProcessId => _process!.Id;

    /// <summary>Starts an app, and waits until its worker has loaded all functions.</summary>
    /// <exception cref="WorkerHostException">Thrown when the worker ends instead or takes too long. The message has its output.</exception>
    public static async Task<WorkerHost> Start(WorkerHostOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var host = new WorkerHost(options);
        try
        {
            await host.Start();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops as the host does: takes no new work, finishes what runs, and tells the worker to end.</summary>
    /// <returns>The worker's exit code; null if it had to be killed.</returns>
    public async Task<int?> Stop()
    {
        if (_triggers is not null)
        {
            await _triggers.DisposeAsync();
            _triggers = null;
        }

        if (_http is not null)
        {
            await _http.StopAsync();
        }

        _channel.Tell(new StreamingMessage { WorkerTerminate = new WorkerTerminate { GracePeriod = Duration.FromTimeSpan(_options.GracePeriod) } });
        try
        {
            return await _process!.Ended.WaitAsync(_options.GracePeriod);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Kills the worker, and stops everything else.</summary>
    public async ValueTask DisposeAsync()
    {
        _channel.Break(new WorkerHostException("The host stops."));
        await (_triggers?.DisposeAsync() ?? default);
        await (_process?.DisposeAsync() ?? default);
        await (_http?.DisposeAsync() ?? default);
        _socket?.Dispose();
        await (_grpc?.DisposeAsync() ?? default);
    }

    private async Task Start()
    {
        var configuration = HostConfiguration.Of(_options);
        _grpc = await HostServers.StartGrpc(_channel);
        _socket = HostServers.Reserve(_options.Port);
        _process = WorkerProcess.Start(_options, HostServers.AddressOf(_grpc), Address, _workerId, _log);
        _ = _process.Ended.ContinueWith(ended => _channel.Break(new WorkerHostException($"The worker ended with exit code {ended.Result}.")), TaskScheduler.Default);
        var (http, functions) = await Introduced();
        var enabled = functions.Where(function => !function.IsDisabled(configuration)).ToList();
        var prefix = configuration[$"{HostConfiguration.HostJson}:extensions:http:routePrefix"] ?? "api";
        _http = await HostServers.StartHttp(_channel, enabled.Where(function => function.TriggerType == "httpTrigger"), http, prefix, _socket);
        _triggers = new TriggerService(enabled, configuration, new TriggerRun(_channel), _log);
    }

    private async Task<(Uri Http, IReadOnlyList<HostedFunction> Functions)> Introduced()
    {
        try
        {
            var (http, functions) = await WorkerIntroduction.Run(_channel, _options.Directory).WaitAsync(_options.StartTimeout);
            return (http ?? throw new WorkerHostException("The worker takes no HTTP requests."), functions);
        }
        catch (Exception e) when (e is WorkerHostException or TimeoutException)
        {
            throw new WorkerHostException($"The worker did not start. {e.Message}\n{Output}", e);
        }
    }
}
