using System.Collections.Concurrent;
using Serverless.LocalHost;
using Serverless.Tests.Harness;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

// Tests wait half of the time, for storage and for time to pass.
[assembly: Xunit.v3.Parallelization(MaxThreads = 6)]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Serverless.Tests.Harness;

/// <summary>
/// Runs Azurite for the whole run, in memory and on free ports, so that a developer's own instance is not touched. An Azurite uses one core. So there
/// are two, and each class of tests has one of them.
/// </summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Azurite> _ofClasses = [];
    private Azurite[] _azurites = [];
    private int _classes;

    /// <summary>Gets the connection string for the class of tests that runs. It is the same for all apps of a class.</summary>
    public string ConnectionString =>
        _ofClasses.GetOrAdd(TestContext.Current.TestClass?.TestClassName ?? "", _ => _azurites[(uint)Interlocked.Increment(ref _classes) % _azurites.Length]).ConnectionString;

    public async ValueTask InitializeAsync() => _azurites = await Task.WhenAll(Azurite.StartAsync(new AzuriteOptions()), Azurite.StartAsync(new AzuriteOptions()));

    public async ValueTask DisposeAsync()
    {
        foreach (var azurite in _azurites)
        {
            await azurite.DisposeAsync();
        }
    }
}
