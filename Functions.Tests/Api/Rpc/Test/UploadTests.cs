using System.Net.Http.Headers;
using System.Text;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc.Test;

/// <summary>Tests uploads (rpc.md 1.7).</summary>
[Trait("Category", "BlackBox")]
public sealed class UploadTests(Server server) : IClassFixture<Server>
{
    [Fact]
    public async Task Receives_a_file_and_returns_its_parameter()
    {
        var answer = await Upload(File("content"), Params("""["text"]"""));
        Assert.Equal("\"text\"", answer.Data.GetRawText());
        answer = await Upload(Params("""[{"a":1}]"""), File("content"));
        Assert.Equal("""{"a":1}""", answer.Data.GetRawText());
        answer = await Upload(File("content"));
        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task Accepts_the_doubled_slash_of_the_published_client()
    {
        var answer = await server.Rpc.Send(new(HttpMethod.Post, "/api//v1/test/upload") { Content = Form(File("content")) });
        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task Accepts_part_headers_in_either_order()
    {
        const string body = "--x\r\nContent-Type: application/json\r\nContent-Disposition: form-data; name=\"params\"\r\n\r\n[\"a\"]\r\n"
            + "--x\r\nContent-Type: text/plain\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nabc\r\n--x--\r\n";
        Assert.Equal("\"a\"", (await server.Rpc.Post("/api/v1/test/upload", body, "multipart/form-data; boundary=x")).Data.GetRawText());
    }

    [Fact]
    public async Task Reports_missing_and_surplus_parts()
    {
        Assert.Equal(-32905, (await Upload(Params("[]"))).Status);
        Assert.Equal(-32906, (await Upload(File("content", name: ""))).Status);
        Assert.Equal(-32907, (await Upload(File("content"), (new StringContent("x"), "other", null))).Status);
        Assert.Equal(-32907, (await Upload(File("content"), File("again"))).Status);
        Assert.Equal(-32807, (await Upload(File("content"), Params("["))).Status);
        Assert.Equal(-32803, (await Upload(File("content"), Params("[]", "text/plain"))).Status);
        Assert.Equal(-32808, (await Upload(File("content"), Params("[1]"))).Status);
        Assert.Equal(-32808, (await Upload(File("content"), Params("""["a","b"]"""))).Status);
        Assert.Equal((413, 413), await Statuses(Upload(File("content"), Params($"[\"{new string('a', 70_000)}\"]"))));
        Assert.Equal((405, -32804), await Statuses(server.Rpc.Get("/api/v1/test/upload"))); // GET
        Assert.Equal((400, -32904), await Statuses(server.Rpc.Post("/api/v1/test/upload", "[]")));
        Assert.Equal((400, -32904), await Statuses(server.Rpc.Call("test/upload", "x")));
    }

    [Theory]
    [InlineData("", "multipart/form-data; boundary=x")]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nabc", "multipart/form-data; boundary=x")]
    [InlineData("--x\r\n\u0000\u0001\r\n\r\nabc\r\n--x--", "multipart/form-data; boundary=x")]
    [InlineData("--x--", "multipart/form-data")]
    [InlineData("--x--", "multipart/form-data; boundary=")]
    public async Task Reports_a_malformed_body(string body, string contentType)
    {
        var answer = await server.Rpc.Post("/api/v1/test/upload", body, contentType);
        Assert.Equal(400, answer.HttpStatus);
    }

    [Fact]
    public async Task Requires_a_known_size()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/test/upload") { Content = Form(File("content")), Headers = { TransferEncodingChunked = true } };
        request.Content.Headers.ContentLength = null;
        Assert.Equal((411, -32901), await Statuses(server.Rpc.Send(request)));
    }

    [Fact]
    public async Task Receives_a_large_file_up_to_the_limit()
    {
        Assert.Equal(200, (await Upload(Bytes(10_000_000))).Status);
        Assert.Equal((413, -32902), await Statuses(Upload(Bytes(10_000_001))));
        var (_, user) = await Given.SignedInUser(server.Rpc);
        Assert.Equal(200, (await Upload(user, Bytes(50 * 1024 * 1024))).Status);
        Assert.Equal((413, -32902), await Statuses(Upload(user, Bytes((50 * 1024 * 1024) + 1))));
    }

    private static async Task<(int Http, int Status)> Statuses(Task<RpcAnswer> call)
    {
        var answer = await call;
        return (answer.HttpStatus, answer.Status);
    }

    private Task<RpcAnswer> Upload(params (HttpContent Content, string Field, string? FileName)[] parts) =>
        Upload(server.Rpc, parts);

    private static Task<RpcAnswer> Upload(RpcClient client, params (HttpContent Content, string Field, string? FileName)[] parts) =>
        client.Send(new(HttpMethod.Post, "/api/v1/test/upload") { Content = Form(parts) });

    private static MultipartFormDataContent Form(params (HttpContent Content, string Field, string? FileName)[] parts)
    {
        var form = new MultipartFormDataContent();
        foreach (var (content, field, fileName) in parts)
        {
            content.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = $"\"{field}\"" };
            if (fileName is { Length: > 0 })
            {
                content.Headers.ContentDisposition.FileName = $"\"{fileName}\"";
            }

            form.Add(content);
        }

        return form;
    }

    private static (HttpContent, string, string?) File(string text, string name = "file.txt") => (new StringContent(text), "file", name);

    private static (HttpContent, string, string?) Bytes(int count) => (new ByteArrayContent(new byte[count]), "file", "file.bin");

    private static (HttpContent, string, string?) Params(string json, string type = "application/json") =>
        (new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = new MediaTypeHeaderValue(type) } }, "params", null);
}
