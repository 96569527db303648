using Serverless.LocalHost;

namespace Serverless.Tests.LocalHost;

/// <summary>One emulator for the tests of a class.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private Azurite _azurite = null!;

    public string ConnectionString => _azurite.ConnectionString;

    public async ValueTask InitializeAsync() => _azurite = await Azurite.StartAsync(new AzuriteOptions());

    public async ValueTask DisposeAsync() => await _azurite.DisposeAsync();
}
