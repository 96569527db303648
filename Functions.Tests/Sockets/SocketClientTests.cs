using Serverless.Tests.Harness;

namespace Serverless.Tests.Sockets;

/// <summary>The published client of this API works over WebSockets, unmodified: see PublishedClient/socket-client.mjs for what it does.</summary>
[Trait("Category", "BlackBox")]
public sealed class SocketClientTests(Server server) : IClassFixture<Server>
{
    [Fact]
    public async Task It_works_unchanged()
    {
        Assert.SkipWhen(server.RootPassword is null, "SERVERLESS_ROOT_PASSWORD does not say what root's password is.");
        Assert.SkipWhen(ProductProcess.IsWorker, "A worker serves no sockets by itself: Sockets/WorkerSocketTests.cs puts the service in front of it.");
        Assert.Equal(await PublishedClient.Expected("socket-client.jsonl"), await PublishedClient.Run(server.Address, server.RootPassword, "socket-client.mjs"));
    }
}
