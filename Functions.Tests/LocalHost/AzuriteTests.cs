using System.Net.Sockets;
using System.Text;
using Serverless.Tests.Harness;

namespace Serverless.Tests.LocalHost;

/// <summary>Tests how the local host runs Azurite.</summary>
public sealed class AzuriteTests(AzuriteFixture azurite)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Blob")]
    [InlineData("Queue")]
    [InlineData("Table")]
    public async Task An_idle_connection_stays_open_for_longer_than_Node_keeps_it_by_default(string service)
    {
        var endpoint = azurite.ConnectionString.Split(';').Single(part => part.StartsWith($"{service}Endpoint=", StringComparison.Ordinal));
        var address = new Uri(endpoint[(endpoint.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, Stop);
        await Ask();
        await Task.Delay(TimeSpan.FromSeconds(8), TimeProvider.System, Stop); // the default of Node is five seconds, and it adds one
        await Ask();

        async Task Ask()
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {address.AbsolutePath} HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n"), Stop);
            var buffer = new byte[64 * 1024];
            var length = await client.GetStream().ReadAsync(buffer, Stop);
            Assert.StartsWith("HTTP/1.1 4", Encoding.ASCII.GetString(buffer, 0, length)); // the request is not signed
        }
    }
}
