using System.Net;
using System.Net.Sockets;
using System.Text;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Product;

/// <summary>Tests the output of the built product when clients disconnect in the middle of a body.</summary>
[Trait("Category", "BlackBox")]
public sealed class HangUpTests(AzuriteFixture azurite)
{
    private const string Json = "Content-Type: application/json\r\n";
    private const string Sized = "Content-Length: 1000\r\n\r\n{\"a\":";
    private const string Chunked = "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n20\r\nx";

    private static readonly string[] Requests =
    [
        .. from path in new[] { "/api/v1/session/signin", "/api", "/api/login", "/api/v2/sign_up" }
           from body in new[] { Sized, Chunked }
           select $"POST {path} HTTP/1.1\r\nHost: x\r\n{Json}{body}",
        "POST /api/v1/test/upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx",
    ];

    [Fact]
    public async Task A_disconnected_client_is_one_line_in_the_log_without_a_stack_trace()
    {
        Assert.SkipWhen(OnTheFunctionsHost.ReadsRequestsFirst, "The Functions host answers this itself.");
        var (product, address) = await ProductProcess.Start([.. TestApp.Storage(azurite, TestApp.NewPrefix()), "--Root:Password=" + TestApp.RootPassword]);
        await using (product)
        {
            foreach (var request in Requests)
            {
                await HangUp(address, request, byReset: false);
                await HangUp(address, request, byReset: true);
            }

            await TestTimeout.Until(() => Count(product.Output) >= 2 * Requests.Length, $"Some hang-ups were not logged.");
            using var http = new HttpClient { BaseAddress = address };
            Assert.Equal(200, (await new RpcClient(http).Call("test/test")).Status);
            Assert.Equal(0, (await product.Terminate()).ExitCode); // the server has finished with the connections
            Assert.Equal(2 * Requests.Length, Count(product.Output));
            Assert.DoesNotContain("   at ", product.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("Kestrel", product.Output, StringComparison.Ordinal);
        }
    }

    private static int Count(string output) => output.Split("A client hung up before").Length - 1;

    private static async Task HangUp(Uri address, string request, bool byReset)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port), TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        // The server reads the head first. A reset before that would be a connection without a request.
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, TestContext.Current.CancellationToken);
        socket.LingerState = byReset ? new LingerOption(enable: true, seconds: 0) : socket.LingerState!;
    }
}
