using Serverless.Benchmarks.Load;
using Serverless.Measuring.Programs;

namespace Serverless.Benchmarks.Targets;

/// <summary>Several instances of the product that share storage.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly string _storage;
    private readonly string _prefix;
    private readonly IReadOnlyList<string> _settings;
    private readonly List<Instance> _instances = [];

    private Fleet(string storage, string prefix, IReadOnlyList<string> settings) => (_storage, _prefix, _settings) = (storage, prefix, settings);

    /// <summary>Gets the instances that run.</summary>
    public IReadOnlyList<Instance> Instances => _instances;

    /// <summary>Gets a session of root.</summary>
    public string Root { get; private set; } = "";

    /// <summary>Gets any of the instances.</summary>
    public ApiClient Any => _instances[Random.Shared.Next(_instances.Count)].Client;

    /// <summary>Starts a number of instances.</summary>
    public static async Task<Fleet> Start(string storage, string prefix, int count, StorageTally tally, IReadOnlyList<string> settings)
    {
        var fleet = new Fleet(storage, prefix, settings);
        try
        {
            // The first instance creates the tables.
            for (var i = 0; i < count; i++)
            {
                await fleet.Add(tally.Watch);
            }

            fleet.Root = await fleet.Any.Session("root", TestSettings.Password);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one more instance.</summary>
    public async Task<Instance> Add(Action<StorageProxy> prepare)
    {
        var instance = await Instance.Start(_storage, _prefix, prepare, _settings);
        _instances.Add(instance);
        return instance;
    }

    /// <summary>Kills an instance.</summary>
    public async Task Kill(Instance instance)
    {
        _instances.Remove(instance);
        await instance.DisposeAsync();
    }

    /// <summary>Delays each storage request of each instance.</summary>
    public void Slow(TimeSpan latency) => _instances.ForEach(instance => instance.Proxy.Latency = latency);

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances)
        {
            await instance.DisposeAsync();
        }
    }
}
