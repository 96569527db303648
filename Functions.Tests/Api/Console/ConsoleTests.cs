using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Console;

/// <summary>Tests how the app serves the console.</summary>
[Trait("Category", "BlackBox")]
public sealed partial class ConsoleTests(Server server) : IClassFixture<Server>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/console/")]
    [InlineData("/console/profile")]
    [InlineData("/console/users/107/calls")]
    public async Task Every_path_is_the_page_which_browsers_revalidate(string path)
    {
        using var page = await Send(HttpMethod.Get, path);
        Assert.Equal((HttpStatusCode.OK, "text/html; charset=utf-8"), (page.StatusCode, page.Content.Headers.ContentType?.ToString()));
        Assert.Equal("no-cache", page.Headers.CacheControl?.ToString());
        using var again = await Send(HttpMethod.Get, path, tag: page.Headers.ETag);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        using var head = await Send(HttpMethod.Head, path);
        Assert.Equal((HttpStatusCode.OK, page.Content.Headers.ContentLength), (head.StatusCode, head.Content.Headers.ContentLength));
    }

    [Fact]
    public async Task The_policy_allows_files_of_this_origin_and_no_inline_code()
    {
        using var page = await Send(HttpMethod.Get, "/console/");
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';", policy, StringComparison.Ordinal);
        Assert.All(["base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'", "trusted-types 'none'"], part => Assert.Contains(part, policy, StringComparison.Ordinal));
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("same-origin", page.Headers.GetValues("Cross-Origin-Opener-Policy").Single());

        var html = await page.Content.ReadAsStringAsync(Stop);
        Assert.DoesNotContain("://", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("<style|\\sstyle=|<script(?! type=\"module\" src)|\\son[a-z]+=", html);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Files_are_compressed_and_kept_for_ever(string encoding)
    {
        foreach (var path in await Files())
        {
            using var plain = await Send(HttpMethod.Get, path);
            using var compressed = await Send(HttpMethod.Get, path, encoding);
            Assert.Equal(TimeSpan.FromDays(365), compressed.Headers.CacheControl?.MaxAge);
            Assert.Contains("immutable", compressed.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
            Assert.Equal((encoding, "Accept-Encoding"), (compressed.Content.Headers.ContentEncoding.Single(), compressed.Headers.Vary.Single()));
            Assert.NotEqual(plain.Headers.ETag, compressed.Headers.ETag);
            Assert.Equal(await plain.Content.ReadAsStringAsync(Stop), await Decompress(compressed, encoding));
            using var again = await Send(HttpMethod.Get, path, encoding, compressed.Headers.ETag);
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        }
    }

    [Fact]
    public async Task An_unknown_file_is_404_and_not_kept()
    {
        using var response = await Send(HttpMethod.Get, "/console/assets/app-00000000.js");
        Assert.Equal((HttpStatusCode.NotFound, true), (response.StatusCode, response.Headers.CacheControl?.NoStore));
    }

    [Fact]
    public async Task The_address_without_a_slash_leads_to_the_console()
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var invoker = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "/console"));
        using var response = await invoker.SendAsync(request, Stop);
        Assert.Equal((HttpStatusCode.Found, "/console/"), (response.StatusCode, response.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task Other_verbs_are_unknown_methods()
    {
        using var response = await Send(HttpMethod.Post, "/console/");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private async Task<List<string>> Files()
    {
        using var page = await Send(HttpMethod.Get, "/console/");
        List<string> files = [.. File().Matches(await page.Content.ReadAsStringAsync(Stop)).Select(match => match.Value)];
        Assert.Equal([".css", ".js"], files.Select(Path.GetExtension).Order());
        return files;
    }

    private async Task<HttpResponseMessage> Send(HttpMethod verb, string path, string? encoding = null, EntityTagHeaderValue? tag = null)
    {
        using var request = new HttpRequestMessage(verb, path);
        if (encoding is not null)
        {
            request.Headers.AcceptEncoding.ParseAdd(encoding);
        }

        if (tag is not null)
        {
            request.Headers.IfNoneMatch.Add(tag);
        }

        return await server.Rpc.Http.SendAsync(request, Stop);
    }

    private static async Task<string> Decompress(HttpResponseMessage response, string encoding)
    {
        await using var content = await response.Content.ReadAsStreamAsync(Stop);
        await using Stream plain = encoding == "br" ? new BrotliStream(content, CompressionMode.Decompress) : new GZipStream(content, CompressionMode.Decompress);
        using var text = new StreamReader(plain);
        return await text.ReadToEndAsync(Stop);
    }

    [GeneratedRegex("/console/assets/[^\"]+")]
    private static partial Regex File();
}
