namespace Serverless.Tests.Harness;

/// <summary>Gives each test an installation of its own, and a session of root.</summary>
/// <param name="create">Creates the app, which is started before a test and stopped after it.</param>
public abstract class AsRoot(Func<TestApp> create) : IAsyncLifetime
{
    /// <summary>Gets the app.</summary>
    protected TestApp App { get; } = create();

    /// <summary>Gets a client that is signed in as root.</summary>
    protected RpcClient Root { get; private set; } = null!;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await App.InitializeAsync();
        Root = await Given.Session(App.Rpc, "root", TestApp.RootPassword);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
