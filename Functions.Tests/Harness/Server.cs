namespace Serverless.Tests.Harness;

/// <summary>
/// Provides the server of black-box tests: one in this process or, with <c>SERVERLESS_BASE_URL</c>, one that already runs (the local host started by
/// hand, Core Tools, Azure). Emails are then read from <c>SERVERLESS_MAIL_DIRECTORY</c>. Tests that need it, or <c>SERVERLESS_ROOT_PASSWORD</c>, are
/// skipped without it. With <c>SERVERLESS_EXECUTABLE</c> or <c>SERVERLESS_HOST=worker</c>, the tests start a process.
/// </summary>
public sealed class Server(AzuriteFixture azurite) : IAsyncLifetime
{
    private IAsyncDisposable? _started;
    private PubSubService? _sockets;
    private DirectoryInfo? _pickup;
    private HttpClient? _http;

    public RpcClient Rpc => new(_http!);

    public RestClient Rest => new(_http!);

    public Uri Address => _http!.BaseAddress!;

    /// <summary>Gets the URL of the sockets: the server's own or, in front of a worker, that of the service. The test is skipped if the server was started elsewhere.</summary>
    public Uri Sockets
    {
        get
        {
            Assert.SkipWhen(_started is null, "Whether a server that already runs has sockets is not known.");
            return _sockets?.Address ?? Address;
        }
    }

    public Mailbox Mail { get; private set; } = null!;

    /// <summary>Gets root's password. A test that needs it is skipped without it.</summary>
    public string? RootPassword { get; private set; } = TestApp.RootPassword;

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("SERVERLESS_BASE_URL") is { Length: > 0 } url)
        {
            _http = PatientHttp.Client(new Uri(url));
            Mail = new Mailbox(Environment.GetEnvironmentVariable("SERVERLESS_MAIL_DIRECTORY"));
            RootPassword = Environment.GetEnvironmentVariable("SERVERLESS_ROOT_PASSWORD");
        }
        else if (ProductProcess.Executable is not null || ProductProcess.IsWorker)
        {
            _pickup = Directory.CreateTempSubdirectory("serverless-mail-");
            _sockets = ProductProcess.IsWorker ? await PubSubService.Start() : null; // a worker serves no sockets by itself
            string[] settings = _sockets is null ? [] : [$"--Sockets:ConnectionString={_sockets.ConnectionString}"];
            (_started, var address) = await ProductProcess.Start(
                [.. settings, .. TestApp.Storage(azurite, TestApp.NewPrefix()), $"--Email:PickupDirectory={_pickup.FullName}", $"--Root:Password={RootPassword}", "--RateLimits:Enabled=false"]);
            _http = PatientHttp.Client(address);
            _sockets?.App = address;
            Mail = new Mailbox(_pickup.FullName);
        }
        else
        {
            var app = new TestApp(azurite);
            _started = app;
            await app.InitializeAsync();
            (_http, Mail) = (app.Http, app.Mail);
        }
    }

    /// <summary>Returns a client with a session of root, who may not exist yet when the first call is answered.</summary>
    public async Task<RpcClient> Root()
    {
        Assert.SkipWhen(RootPassword is null, "SERVERLESS_ROOT_PASSWORD does not say what root's password is.");
        var credentials = new { username = "root", password = RootPassword };
        await TestTimeout.Until(async () => (await Rpc.Call("session/signin", credentials)).IsSuccess, "Root does not sign in.");
        return await Given.Session(Rpc, "root", RootPassword!);
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_started is not null)
        {
            await _started.DisposeAsync();
        }

        if (_sockets is not null)
        {
            await _sockets.DisposeAsync();
        }

        _pickup?.Delete(recursive: true);
    }
}
