using Serverless.Tests.Harness;

namespace Serverless.Tests.Sockets;

/// <summary>Tests the published client of this API over WebSockets, without modification. The steps are in PublishedClient/socket-client.mjs.</summary>
[Trait("Category", "BlackBox")]
public sealed class SocketClientTests(Server server) : IClassFixture<Server>
{
    [Fact]
    public async Task The_published_client_works_over_sockets_without_modification()
    {
        Assert.SkipWhen(server.RootPassword is null, "SERVERLESS_ROOT_PASSWORD does not say what root's password is.");
        await server.Root();
        Assert.Equal(await PublishedClient.Expected("socket-client.jsonl"), await PublishedClient.Run(server.Sockets, server.RootPassword, "socket-client.mjs"));
    }
}
