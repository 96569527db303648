using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Serverless.LocalHost;

/// <summary>
/// The built host. It wraps ASP.NET Core's own, so that Azurite runs before any part of the app starts and until the last of the app's
/// singletons is disposed.
/// </summary>
internal sealed partial class LocalHostApplication(
    WebApplication web, string root, StartupReport report, (IPAddress Address, int Port) listen, Action<Uri> listFunctions) : IHost, IAsyncDisposable
{
    private Azurite? _azurite;

    public IServiceProvider Services => web.Services;

    /// <exception cref="LocalHostException">The port is taken, a setting is wrong, or Azurite does not start.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        ProbePort();
        ValidateSettings();
        if (Settings.AzuritePort(web.Configuration) is { } port)
        {
            _azurite = await SharedAzurite.Open(root, port, report.Note);
        }

        report.Ended("Azurite");
        try
        {
            await web.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw PortInUse(e);
        }

        report.Ended("start app and listen");
        var address = LocalHostAddress.Of(this);
        web.Configuration["LocalHost:Url"] = address.AbsoluteUri;
        listFunctions(address);
        report.Ready(address);
        if (ConsoleLog.IsJson(web.Configuration))
        {
            LogReady(web.Logger, address);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => web.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await web.DisposeAsync();
        if (_azurite is not null)
        {
            await _azurite.DisposeAsync();
        }
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Checks the port before Azurite and the app start: the server binds only after them, and a taken port is the most likely failure.</summary>
    private void ProbePort()
    {
        if (listen.Port == 0)
        {
            return;
        }

        try
        {
            using var probe = new TcpListener(listen.Address, listen.Port);
            probe.Start();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw PortInUse(e);
        }
    }

    /// <summary>Validates the settings, as the host's start would do a moment later, to report a sentence instead of a stack trace.</summary>
    private void ValidateSettings()
    {
        try
        {
            Services.GetService<IStartupValidator>()?.Validate();
        }
        catch (Exception e) when (WrongSettings.Sentences(e) is { } sentences)
        {
            throw new LocalHostException(sentences, e);
        }
    }

    [LoggerMessage(30, LogLevel.Information, "Ready at {Address}")]
    private static partial void LogReady(ILogger logger, Uri address);

    private LocalHostException PortInUse(Exception e) => new(
        $"Port {listen.Port} is in use: stop the program that has it, or take another with --port {listen.Port + 1} (--port 0 picks a free one).", e);
}
