using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Pages;

/// <summary>Tests the pages that the app serves.</summary>
[Trait("Category", "BlackBox")]
public sealed partial class PageTests(Server server) : IClassFixture<Server>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/api/docs")]
    public async Task A_page_loads_no_external_resources_and_its_policy_forbids_them(string path)
    {
        using var response = await Get(path, accept: "text/html,application/xhtml+xml");
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src ", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch("script-src[^;]*unsafe", policy);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());

        var html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("://", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(EventHandler(), html);
        Assert.Contains("<html lang=\"en\">", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("text/*")]
    [InlineData("application/json, */*;q=0.1")]
    [InlineData(null)]
    public async Task Serves_a_page_at_the_root_to_clients_that_accept_html(string? accept)
    {
        using var page = await Get("/", accept);
        Assert.Equal((HttpStatusCode.OK, "text/html; charset=utf-8"), (page.StatusCode, page.Content.Headers.ContentType?.ToString()));
        using var head = await Send(HttpMethod.Head, "/", accept, acceptGzip: false);
        Assert.Equal((HttpStatusCode.OK, page.Content.Headers.ContentLength), (head.StatusCode, head.Content.Headers.ContentLength));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json, text/html;q=0")]
    public async Task Reports_an_unknown_method_at_the_root_to_other_clients(string? accept)
    {
        using var response = await Get("/", accept);
        Assert.Equal((404, -32809), (await RpcAnswer.From(response)) is { } answer ? (answer.HttpStatus, answer.Status) : default);
    }

    [Fact]
    public async Task Redirects_password_managers_to_the_page_for_a_new_password()
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var invoker = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "/.well-known/change-password"));
        using var response = await invoker.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.Found, "/console/#/forgot-password"), (response.StatusCode, response.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task Serves_the_description_of_the_repository()
    {
        using var response = await Get("/api/openapi.json");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        var served = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllTextAsync(Rules.Repository.PathOf("openapi.json"), TestContext.Current.CancellationToken), served);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/docs")]
    [InlineData("/api/docs/scalar.js")]
    [InlineData("/api/openapi.json")]
    public async Task Answers_304_to_a_matching_etag_and_head_without_a_body(string path)
    {
        using var first = await Get(path, "text/html", acceptGzip: true);
        Assert.Equal("no-cache", first.Headers.CacheControl?.ToString());
        using var second = await Get(path, "text/html", acceptGzip: true, first.Headers.ETag);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);

        using var head = await Send(HttpMethod.Head, path, "text/html", acceptGzip: true);
        Assert.Equal((HttpStatusCode.OK, first.Content.Headers.ContentLength), (head.StatusCode, head.Content.Headers.ContentLength));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/docs")]
    [InlineData("/api/openapi.json")]
    public async Task Serves_gzip_to_clients_that_accept_it(string path)
    {
        using var plain = await Get(path, "text/html");
        using var compressed = await Get(path, "text/html", acceptGzip: true);
        Assert.Equal(["gzip"], compressed.Content.Headers.ContentEncoding);
        Assert.Equal("Accept-Encoding", compressed.Headers.Vary.Single());
        Assert.NotEqual(plain.Headers.ETag, compressed.Headers.ETag);
        await using var content = new GZipStream(await compressed.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress);
        using var text = new StreamReader(content);
        Assert.Equal(await plain.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), await text.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Serves_the_viewer_gzipped_when_the_client_accepts_it()
    {
        using var compressed = await Get("/api/docs/scalar.js", acceptGzip: true);
        Assert.Equal("gzip", compressed.Content.Headers.ContentEncoding.Single());
        using var plain = await Get("/api/docs/scalar.js");
        Assert.Empty(plain.Content.Headers.ContentEncoding);
        var script = await plain.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("createApiReference", script, StringComparison.Ordinal);
        Assert.True(script.Length > compressed.Content.Headers.ContentLength);
    }

    private Task<HttpResponseMessage> Get(string path, string? accept = null, bool acceptGzip = false, EntityTagHeaderValue? tag = null) => Send(HttpMethod.Get, path, accept, acceptGzip, tag);

    private async Task<HttpResponseMessage> Send(HttpMethod verb, string path, string? accept, bool acceptGzip, EntityTagHeaderValue? tag = null)
    {
        using var request = new HttpRequestMessage(verb, path);
        if (accept is not null)
        {
            request.Headers.Accept.ParseAdd(accept);
        }

        if (acceptGzip)
        {
            request.Headers.AcceptEncoding.ParseAdd("gzip");
        }

        if (tag is not null)
        {
            request.Headers.IfNoneMatch.Add(tag);
        }

        return await server.Rpc.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"<[^>]*\son[a-z]+\s*=")]
    private static partial Regex EventHandler();
}
