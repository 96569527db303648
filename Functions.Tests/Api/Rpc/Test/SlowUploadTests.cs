using System.Net.Sockets;
using System.Text;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Test;

/// <summary>Tests that uploads that never end use a bounded part of an instance, and no disk.</summary>
public sealed class SlowUploadTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly TestApp _app = new(azurite);
    private readonly List<TcpClient> _uploads = [];
    private TestApp? _second;

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        _uploads.ForEach(upload => upload.Dispose());
        if (_second is not null)
        {
            await _second.DisposeAsync();
        }

        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Accepts_four_uploads_per_IP_address_and_sixteen_in_all_without_storing_them()
    {
        var files = Directory.GetFiles(Path.GetTempPath()).Length;
        for (var address = 1; address <= 4; address++)
        {
            for (var i = 0; i < 4; i++)
            {
                Assert.Null(await Begin($"198.51.100.{address}"));
            }

            Assert.StartsWith("HTTP/1.1 429 ", await Begin($"198.51.100.{address}"), StringComparison.Ordinal);
        }

        var refused = await Begin("198.51.100.5");
        Assert.StartsWith("HTTP/1.1 429 ", refused, StringComparison.Ordinal);
        Assert.Contains("\r\nRetry-After: 5\r\n", refused, StringComparison.Ordinal);
        Assert.Contains("\"code\":-32802", refused, StringComparison.Ordinal);
        Assert.Equal(200, (await _app.Rpc.Call("test/test")).Status); // other methods still work
        Assert.InRange(Directory.GetFiles(Path.GetTempPath(), "*.tmp").Length, 0, files);

        _uploads[0].Dispose(); // an upload that disconnects frees its place
        await TestTimeout.Until(async () => await Begin("198.51.100.5") is null, "No slot became free.");
    }

    /// <summary>Each instance counts its own uploads, because an upload takes memory and a connection of the instance that receives it.</summary>
    [Fact]
    public async Task Each_of_two_instances_accepts_the_configured_number_of_uploads()
    {
        _second = new TestApp(azurite) { Prefix = _app.Prefix };
        await _second.InitializeAsync();
        foreach (var app in new[] { _app, _second })
        {
            for (var upload = 0; upload < 16; upload++)
            {
                Assert.Null(await Begin($"198.51.100.{upload / 4}", app));
            }

            Assert.StartsWith("HTTP/1.1 429 ", await Begin("198.51.100.0", app), StringComparison.Ordinal);
            Assert.StartsWith("HTTP/1.1 429 ", await Begin("198.51.100.9", app), StringComparison.Ordinal);
        }

        _uploads[0].Dispose();
        await TestTimeout.Until(async () => await Begin("198.51.100.9") is null, "No slot became free.");
        Assert.StartsWith("HTTP/1.1 429 ", await Begin("198.51.100.9", _second), StringComparison.Ordinal); // a place of the other instance
    }

    /// <summary>Starts an upload and sends a part of its file.</summary>
    /// <returns>Null if the server waits for the rest; otherwise its response.</returns>
    private async Task<string?> Begin(string address, TestApp? app = null)
    {
        var upload = new TcpClient();
        var target = (app ?? _app).Http.BaseAddress!;
        await upload.ConnectAsync(target.Host, target.Port, TestContext.Current.CancellationToken);
        var stream = upload.GetStream();
        var head = $"POST /api/v1/test/upload HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {address}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 9000000\r\nExpect: 100-continue\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        // The server requests the body when it starts to read it, which is after the uploads are counted.
        var buffer = new byte[4096];
        var text = Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, TestContext.Current.CancellationToken));
        if (!text.StartsWith("HTTP/1.1 100", StringComparison.Ordinal))
        {
            upload.Dispose();
            return text;
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n" + new string('a', 500_000)), TestContext.Current.CancellationToken);
        _uploads.Add(upload);
        return null;
    }
}
