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
    private const string Sized = "Content-Length: 1000\r\n";
    private const string Chunked = "Transfer-Encoding: chunked\r\n";
    private const string Continue = "HTTP/1.1 100 Continue\r\n\r\n";

    private static readonly (string Path, string Headers, string Body)[] Requests =
    [
        .. from path in new[] { "/api/v1/session/signin", "/api", "/api/login", "/api/v2/sign_up" }
           from sent in new[] { (Headers: Sized, Body: "{\"a\":"), (Headers: Chunked, Body: "5\r\n{\"a\":\r\n20\r\nx") }
           select (path, Json + sent.Headers, sent.Body),
        ("/api/v1/test/upload", "Content-Type: multipart/form-data; boundary=b\r\n" + Sized, "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx"),
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

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

    private static async Task HangUp(Uri address, (string Path, string Headers, string Body) request, bool byReset)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port), Stop);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"POST {request.Path} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n{request.Headers}\r\n"), Stop);
        await Receive(socket, Continue); // the app waits for the body
        await socket.SendAsync(Encoding.ASCII.GetBytes(request.Body), Stop);
        socket.LingerState = byReset ? new LingerOption(enable: true, seconds: 0) : socket.LingerState!;
    }

    private static async Task Receive(Socket socket, string expected)
    {
        var received = new byte[expected.Length];
        var length = 0;
        while (length < received.Length && await socket.ReceiveAsync(received.AsMemory(length), Stop).AsTask().WaitAsync(TestTimeout.Length, Stop) is > 0 and var more)
        {
            length += more;
        }

        Assert.Equal(expected, Encoding.ASCII.GetString(received, 0, length));
    }
}
