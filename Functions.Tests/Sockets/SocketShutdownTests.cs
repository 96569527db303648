using Serverless.Tests.Harness;

namespace Serverless.Tests.Sockets;

/// <summary>Tests the sockets of a process that is shut down.</summary>
[Trait("Category", "BlackBox")]
public sealed class SocketShutdownTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_shutdown_closes_all_sockets_with_1001_within_its_time_limit()
    {
        Assert.SkipWhen(ProductProcess.IsWorker, "A worker serves no sockets by itself.");
        var (product, address) = await ProductProcess.Start(TestApp.Storage(azurite, TestApp.NewPrefix()));
        await using (product)
        {
            var sockets = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RpcSocket.Open(address)));
            await using var silent = await RpcSocket.Open(address); // does not answer the close
            Assert.Equal(200, RpcSocket.Status(await sockets[0].Call("test/test")));
            var ending = product.Terminate();
            await Task.WhenAll(sockets.Select(socket => socket.UntilClosed()));
            Assert.All(sockets, socket => Assert.Equal(1001, socket.Closed.Code));
            var (exitCode, took) = await ending;
            Assert.True(exitCode == 0, product.Output);
            Assert.True(took < TimeSpan.FromSeconds(8), $"It took {took}.");
            Assert.DoesNotContain("xception", product.Output, StringComparison.Ordinal);
            foreach (var socket in sockets)
            {
                await socket.DisposeAsync();
            }
        }
    }
}
