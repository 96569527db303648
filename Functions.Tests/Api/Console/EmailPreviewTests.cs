using System.Net;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Console;

/// <summary>Tests the frame in which the console shows an email: only the console itself gets it, and nothing in it runs.</summary>
public sealed class EmailPreviewTests(TestApp app) : IClassFixture<TestApp>
{
    private const string Html = "<p style=\"color: red\">您好</p><script>alert(1)</script>";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_html_comes_back_in_a_sandbox()
    {
        using var response = await Post("same-origin", "iframe", Html);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Html, await response.Content.ReadAsStringAsync(Stop));
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("sandbox; default-src 'none'; ", policy, StringComparison.Ordinal);
        Assert.EndsWith("frame-ancestors 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Theory]
    [InlineData("cross-site", "iframe")]
    [InlineData("same-site", "iframe")]
    [InlineData("none", "iframe")]
    [InlineData("same-origin", "document")]
    [InlineData(null, "iframe")]
    [InlineData("same-origin", null)]
    public async Task Another_site_and_another_place_get_nothing(string? site, string? place)
    {
        using var response = await Post(site, place, Html);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task A_large_or_malformed_body_is_refused()
    {
        using var large = await Post("same-origin", "iframe", new string('x', 128 * 1024));
        Assert.Equal(HttpStatusCode.BadRequest, large.StatusCode);
        using var request = Request("same-origin", "iframe");
        request.Content = new StringContent("{}", null, "application/json");
        using var other = await app.Http.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=html\r\n\r\ntext without an end")]
    [InlineData("multipart/form-data; boundary=x", "no part")]
    [InlineData("multipart/form-data", "--x--")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nno header\r\n\r\ntext\r\n--x--")]
    public async Task A_malformed_form_is_refused(string type, string body)
    {
        using var request = Request("same-origin", "iframe");
        request.Content = new StringContent(body);
        request.Content.Headers.Remove("Content-Type");
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await app.Http.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static HttpRequestMessage Request(string? site, string? place)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/console/email-preview");
        foreach (var (name, value) in new[] { ("Sec-Fetch-Site", site), ("Sec-Fetch-Dest", place) })
        {
            if (value is not null)
            {
                request.Headers.Add(name, value);
            }
        }

        return request;
    }

    private async Task<HttpResponseMessage> Post(string? site, string? place, string html)
    {
        using var request = Request(site, place);
        using var field = new StringContent(html);
        using var form = new MultipartFormDataContent();
        form.Add(field, "html");
        request.Content = form;
        return await app.Http.SendAsync(request, Stop);
    }
}
