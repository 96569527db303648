namespace Serverless.Tests.Harness;

/// <summary>
/// Provides the server of black-box tests: one in this process or, with <c>SERVERLESS_BASE_URL</c>, one that already runs (the local host started by
/// hand, Core Tools, Azure). Emails are then read from <c>SERVERLESS_MAIL_DIRECTORY</c>. Tests that need it, or <c>SERVERLESS_ROOT_PASSWORD</c>, are
/// skipped without it. With <c>SERVERLESS_EXECUTABLE</c> or <c>SERVERLESS_HOST=worker</c>, it is <see cref="StartedProduct"/>.
/// </summary>
public sealed class Server(AzuriteFixture azurite, StartedProduct product) : IAsyncLifetime
{
    private TestApp? _app;
    private PubSubService? _sockets;
    private HttpClient? _http;

    public RpcClient Rpc => new(_http!);

    public RestClient Rest => new(_http!);

    public Uri Address => _http!.BaseAddress!;

    /// <summary>Gets the URL of the sockets: the server's own or, in front of a worker, that of the service. The test is skipped if the server was started elsewhere.</summary>
    public Uri Sockets
    {
        get
        {
            Assert.SkipWhen(BaseUrl is not null, "Whether a server that already runs has sockets is not known.");
            return _sockets?.Address ?? Address;
        }
    }

    public Mailbox Mail { get; private set; } = null!;

    /// <summary>Gets root's password. A test that needs it is skipped without it.</summary>
    public string? RootPassword { get; private set; } = TestApp.RootPassword;

    /// <summary>Gets the address of a server that already runs; null if the tests start one.</summary>
    private static string? BaseUrl { get; } = Environment.GetEnvironmentVariable("SERVERLESS_BASE_URL") is { Length: > 0 } url ? url : null;

    public async ValueTask InitializeAsync()
    {
        if (BaseUrl is { } url)
        {
            _http = PatientHttp.Client(new Uri(url));
            Mail = new Mailbox(Environment.GetEnvironmentVariable("SERVERLESS_MAIL_DIRECTORY"));
            RootPassword = Environment.GetEnvironmentVariable("SERVERLESS_ROOT_PASSWORD");
        }
        else if (ProductProcess.Executable is not null || ProductProcess.IsWorker)
        {
            (var address, _sockets) = await product.Start(azurite);
            _http = PatientHttp.Client(address);
            Mail = new Mailbox(product.MailDirectory);
        }
        else
        {
            _app = new TestApp(azurite);
            await _app.InitializeAsync();
            (_http, Mail) = (_app.Http, _app.Mail);
        }

        // A new installation is made ready while its server answers already.
        Assert.Equal(200, (await Rpc.Get("/api/healthcheck")).HttpStatus);
    }

    /// <summary>Returns a client with a session of root.</summary>
    public Task<RpcClient> Root()
    {
        Assert.SkipWhen(RootPassword is null, "SERVERLESS_ROOT_PASSWORD does not say what root's password is.");
        return Given.Session(Rpc, "root", RootPassword!);
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }
}
