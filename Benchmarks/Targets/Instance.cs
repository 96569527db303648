using Serverless.Benchmarks.Load;
using Serverless.Measuring.Programs;

namespace Serverless.Benchmarks.Targets;

/// <summary>One of several instances of the product, in a process of its own, behind a proxy of storage of its own. Limits are off, because all calls have one IP address.</summary>
internal sealed class Instance : IAsyncDisposable
{
    private readonly Product _product;

    private Instance(Product product, StorageProxy proxy)
    {
        (_product, Proxy, Client) = (product, proxy, new ApiClient(product.Process.Url));
    }

    public StorageProxy Proxy { get; }

    public ApiClient Client { get; }

    public TargetProcess Process => _product.Process;

    /// <summary>Starts an instance.</summary>
    /// <param name="storage">The connection string of the storage.</param>
    /// <param name="prefix">The prefix of the tables and queues. Instances with one prefix share their data.</param>
    /// <param name="prepare">Called with the proxy before the instance starts.</param>
    /// <param name="settings">Additional settings.</param>
    public static async Task<Instance> Start(string storage, string prefix, Action<StorageProxy> prepare, params IReadOnlyList<string> settings)
    {
        var proxy = await StorageProxy.Start(storage);
        try
        {
            prepare(proxy);
            return new(await Product.Start(proxy.Of(storage), prefix, [.. settings, "--RateLimits:Enabled=false"]), proxy);
        }
        catch
        {
            await proxy.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the process, without a shutdown.</summary>
    public async ValueTask DisposeAsync()
    {
        await _product.DisposeAsync();
        Client.Dispose();
        await Proxy.DisposeAsync();
    }
}
