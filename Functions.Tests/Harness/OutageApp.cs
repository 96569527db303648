using Serverless.Measuring.Programs;
using Serverless.Storage.Outages;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Harness;

/// <summary>Runs the product behind a proxy of storage, with the product's own plan for outages, and captures its log.</summary>
internal sealed class OutageApp : TestApp
{
    /// <summary>The longest time that a caller may wait, plus the tolerance for a busy machine.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5 + 3);

    private OutageApp(AzuriteFixture azurite, StorageProxy proxy)
        : base(azurite)
    {
        Proxy = proxy;
        Settings["AzureWebJobsStorage"] = proxy.Of(azurite.ConnectionString);
        Settings["Storage:CallSeconds"] = "5";
        Settings["Storage:RequestSeconds"] = "2.5";
        Settings["SignUp:SendConfirmation"] = "false";
        Circuits = StoragePlan.Default;
        Configure = Log.AddTo;
    }

    public StorageProxy Proxy { get; }

    public LogCapture Log { get; } = new();

    /// <summary>Starts the app. Storage works until a test sets an outage of the proxy.</summary>
    public static async Task<OutageApp> Start(AzuriteFixture azurite, Action<OutageApp>? change = null)
    {
#pragma warning disable CA2000 // The app takes the proxy over.
        var app = new OutageApp(azurite, await StorageProxy.Start(azurite.ConnectionString));
#pragma warning restore CA2000
        change?.Invoke(app);
        await app.InitializeAsync();
        return app;
    }

    public override async ValueTask DisposeAsync()
    {
        Proxy.Let(Outage.None);
        await base.DisposeAsync();
        await Proxy.DisposeAsync();
        Log.Dispose();
    }

    /// <summary>Returns the product's log entries with an event id.</summary>
    public IReadOnlyList<string> Logged(int eventId) => [.. Log.Entries.Where(entry => entry.Contains($" {eventId}: ", StringComparison.Ordinal))];
}
