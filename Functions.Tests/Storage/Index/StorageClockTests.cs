using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Serverless.Storage;
using Serverless.Storage.Index;
using Serverless.Storage.Outages;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Storage.Index;

/// <summary>Tests that all instances agree on the time, whatever their clocks show.</summary>
public sealed class StorageClockTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData(-10)]
    [InlineData(10)]
    public async Task An_instance_whose_clock_is_minutes_wrong_uses_the_time_of_storage(int minutes)
    {
        var own = new TestClock();
        own.Advance(TimeSpan.FromMinutes(minutes));
        var clock = new StorageClock(own);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(StorageConnection.Setting, azurite.ConnectionString)]).Build();
        using var gates = new StorageGates(Options.Create(new StorageOptions()), TestApp.NoCircuit);
        var tables = new Tables(new StorageClients(configuration, gates, [clock]), Options.Create(new StorageOptions { Prefix = TestApp.NewPrefix() }));
        await tables.Changes.CreateIfNotExistsAsync(TestContext.Current.CancellationToken);
        Assert.InRange((clock.Now - TimeProvider.System.GetUtcNow()).TotalSeconds, -5, 5);
    }
}
