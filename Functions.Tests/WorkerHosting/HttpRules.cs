using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using static Serverless.Tests.WorkerHosting.FakeWorker;

namespace Serverless.Tests.WorkerHosting;

/// <summary>Tests that the stand-in handles requests by the rules of the real host.</summary>
public sealed class HttpRules
{
    [Fact]
    public async Task Routes_are_tried_in_the_order_of_function_names_and_the_first_match_wins()
    {
        await using var worker = await FakeWorker.Start(
            ("B-everything", HttpBinding("{*path}")), ("a-item", HttpBinding("items/{id}")), ("c-literal", HttpBinding("items/all")));
        Assert.Equal("a-item", await worker.Reached(HttpMethod.Get, "/items/all"));
        Assert.Equal("B-everything", await worker.Reached(HttpMethod.Get, "/other"));
        Assert.Equal("a-item", await worker.Reached(HttpMethod.Get, "/ITEMS/1"));
    }

    [Fact]
    public async Task Skips_a_route_of_another_verb_and_answers_404_without_a_match()
    {
        await using var worker = await FakeWorker.Start(("a", HttpBinding("x", "get")), ("b", HttpBinding("x", "post")));
        Assert.Equal("a", await worker.Reached(HttpMethod.Get, "/x"));
        Assert.Equal("b", await worker.Reached(HttpMethod.Post, "/x"));
        Assert.Equal("404", await worker.Reached(HttpMethod.Delete, "/x"));
        Assert.Equal("404", await worker.Reached(HttpMethod.Get, "/y"));
    }

    [Fact]
    public async Task Reserves_some_paths_for_the_host()
    {
        await using var worker = await FakeWorker.Start(("everything", HttpBinding("{*path}")));
        Assert.Equal("401", await worker.Reached(HttpMethod.Get, "/admin/host/status"));
        Assert.Equal("404", await worker.Reached(HttpMethod.Get, "/runtime/x"));
        Assert.Equal("everything", await worker.Reached(HttpMethod.Get, "/administrators"));
    }

    [Fact]
    public async Task A_failure_gives_500_with_an_empty_body()
    {
        await using var worker = await FakeWorker.Start(("fail", HttpBinding("x")));
        using var response = await worker.Http.GetAsync(new Uri("/x", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_forwarder_sets_its_headers_and_the_binding_data_has_the_original_ones()
    {
        await using var worker = await FakeWorker.Start(("echo", HttpBinding("items/{id}")));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/items/7?size=2&code=secret");
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var response = await worker.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var arrived = (await Json(response)).GetProperty("headers");
        Assert.Equal("127.0.0.1", arrived.GetProperty("X-Forwarded-For").GetString());
        Assert.Equal("http", arrived.GetProperty("X-Forwarded-Proto").GetString());
        Assert.Equal(worker.Http.BaseAddress!.Authority, arrived.GetProperty("X-Forwarded-Host").GetString());

        var metadata = Assert.Single(worker.Invocations).TriggerMetadata;
        var original = JsonSerializer.Deserialize<JsonElement>(metadata["Headers"].Json);
        Assert.Equal("203.0.113.9", original.GetProperty("X-Forwarded-For").GetString());
        Assert.Equal(("7", "2"), (metadata["id"].String, metadata["size"].String));
        Assert.DoesNotContain("code", metadata.Keys);
    }

    [Theory]
    [InlineData("/x?headers=mine", null)]
    [InlineData("/x", """{"HEADERS":"mine"}""")]
    public async Task A_caller_value_named_Headers_replaces_the_real_ones(string path, string? body)
    {
        await using var worker = await FakeWorker.Start(("echo", HttpBinding("x")));
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path) { Content = body is null ? null : new StringContent(body) };
        using var response = await worker.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("mine", Assert.Single(worker.Invocations).TriggerMetadata.Single(pair => pair.Key.Equals("Headers", StringComparison.OrdinalIgnoreCase)).Value.String);
    }

    [Fact]
    public async Task A_body_above_the_limit_of_the_host_gives_413()
    {
        await using var worker = await FakeWorker.Start(("echo", HttpBinding("x")));
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, worker.Http.BaseAddress!.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 104857601\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 413", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(worker.Invocations);
    }
}
