using Serverless.Tests.Harness;

[assembly: AssemblyFixture(typeof(StartedProduct))]

namespace Serverless.Tests.Harness;

/// <summary>
/// Provides one product in a process of its own for all black-box tests, as an installed one that all of them call. The first test that needs it starts
/// it.
/// </summary>
public sealed class StartedProduct : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly DirectoryInfo _pickup = Directory.CreateTempSubdirectory("serverless-mail-");
    private Task<(ProductProcess Product, PubSubService? Sockets, Uri Address)>? _starting;

    /// <summary>Gets the folder of its emails.</summary>
    public string MailDirectory => _pickup.FullName;

    /// <summary>Returns its address, and the service that serves its sockets if it serves none itself.</summary>
    internal async Task<(Uri Address, PubSubService? Sockets)> Start(AzuriteFixture azurite)
    {
        lock (_lock)
        {
            _starting ??= StartProcess(azurite);
        }

        var (_, sockets, address) = await _starting;
        return (address, sockets);
    }

    public async ValueTask DisposeAsync()
    {
        if (_starting is { IsCompletedSuccessfully: true })
        {
            var (product, sockets, _) = await _starting;
            await product.DisposeAsync();
            await (sockets?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        _pickup.Delete(recursive: true);
    }

    private async Task<(ProductProcess Product, PubSubService? Sockets, Uri Address)> StartProcess(AzuriteFixture azurite)
    {
        var sockets = ProductProcess.IsWorker ? await PubSubService.Start() : null; // a worker serves no sockets by itself
        string[] settings = sockets is null ? [] : [$"--Sockets:ConnectionString={sockets.ConnectionString}"];
        var (product, address) = await ProductProcess.Start(
            [.. settings, .. TestApp.Storage(azurite, TestApp.NewPrefix()), $"--Email:PickupDirectory={MailDirectory}", $"--Root:Password={TestApp.RootPassword}", "--RateLimits:Enabled=false"]);
        sockets?.App = address;
        return (product, sockets, address);
    }
}
