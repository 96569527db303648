namespace Serverless.Tests.Harness;

/// <summary>
/// The server that black-box tests speak to: one started by the tests, or, with <c>SERVERLESS_BASE_URL</c>, one that runs already (the local host
/// started by hand, Core Tools, Azure). Mail is then read from <c>SERVERLESS_MAIL_DIRECTORY</c>; tests that need it skip without.
/// </summary>
public sealed class Server(AzuriteFixture azurite) : IAsyncLifetime
{
    private TestApp? _app;
    private HttpClient? _http;

    public RpcClient Rpc => new(_http!);

    public RestClient Rest => new(_http!);

    public Mailbox Mail { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("SERVERLESS_BASE_URL") is { Length: > 0 } url)
        {
            _http = new HttpClient { BaseAddress = new Uri(url) };
            Mail = new Mailbox(Environment.GetEnvironmentVariable("SERVERLESS_MAIL_DIRECTORY"));
        }
        else
        {
            _app = new TestApp(azurite);
            await _app.InitializeAsync();
            _http = _app.Http;
            Mail = _app.Mail;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
        else
        {
            _http?.Dispose();
        }
    }
}
