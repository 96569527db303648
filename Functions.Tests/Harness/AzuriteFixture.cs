using Serverless.LocalHost;
using Serverless.Tests.Harness;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

// Tests wait half of the time, for storage and for time to pass.
[assembly: Xunit.v3.Parallelization(MaxThreads = 6)]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Serverless.Tests.Harness;

/// <summary>Runs one Azurite for the whole run, in memory and on free ports, so that a developer's own instance is not touched.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private Azurite? _azurite;

    public string ConnectionString => _azurite!.ConnectionString;

    public async ValueTask InitializeAsync() => _azurite = await Azurite.StartAsync(new AzuriteOptions());

    public async ValueTask DisposeAsync()
    {
        if (_azurite is not null)
        {
            await _azurite.DisposeAsync();
        }
    }
}
