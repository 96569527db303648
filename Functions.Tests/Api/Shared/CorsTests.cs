using Serverless.Api.Shared.Http;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Shared;

/// <summary>Tests cross-origin requests (requirement R44).</summary>
public sealed class CorsTests(CorsTests.OpenApp open, TestApp closed) : IClassFixture<CorsTests.OpenApp>, IClassFixture<TestApp>
{
    private const string Path = "/api/v1/test/test";

    public sealed class OpenApp : TestApp
    {
        public OpenApp(AzuriteFixture azurite)
            : base(azurite) => Settings["Cors:AllowedOrigins"] = "https://app.example.com, http://localhost:5173";
    }

    [Theory]
    [InlineData("https://app.example.com", true)]
    [InlineData("http://localhost:5173", true)]
    [InlineData("http://app.example.com", false)]
    [InlineData("https://app.example.com:8443", false)]
    [InlineData("https://app.example.com.evil.com", false)]
    [InlineData("https://evilapp.example.com", false)]
    [InlineData("https://sub.app.example.com", false)]
    [InlineData("https://example.com", false)]
    [InlineData("https://APP.example.com", false)]
    [InlineData("https://app.example.com/", false)]
    [InlineData("null", false)]
    [InlineData("*", false)]
    [InlineData(null, false)]
    public async Task Allows_only_the_exact_origins_of_the_list(string? origin, bool isAllowed)
    {
        using var answer = await Send(open, HttpMethod.Get, origin);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(isAllowed ? origin : null, Header(answer, "Access-Control-Allow-Origin"));
        Assert.Equal(isAllowed, Header(answer, "Access-Control-Expose-Headers")?.Contains("Retry-After", StringComparison.Ordinal) ?? false);
        Assert.Equal("Origin", Header(answer, "Vary"));
        Assert.Equal(isAllowed ? "true" : null, Header(answer, "Access-Control-Allow-Credentials"));

        using var preflight = await Send(open, HttpMethod.Options, origin, "POST");
        Assert.Equal(isAllowed ? 204 : 405, (int)preflight.StatusCode);
        Assert.Equal(isAllowed ? origin : null, Header(preflight, "Access-Control-Allow-Origin"));
        Assert.Equal(isAllowed ? "true" : null, Header(preflight, "Access-Control-Allow-Credentials"));
        Assert.Equal(isAllowed, Header(preflight, "Access-Control-Allow-Methods")?.Contains("POST", StringComparison.Ordinal) ?? false);
        Assert.Equal(isAllowed, Header(preflight, "Access-Control-Allow-Headers")?.Contains("Authorization", StringComparison.Ordinal) ?? false);
        Assert.Equal(isAllowed ? "7200" : null, Header(preflight, "Access-Control-Max-Age"));
        Assert.Equal("Origin", Header(preflight, "Vary"));
    }

    [Theory]
    [InlineData("/api/v1/profile/read")]
    [InlineData("/api/v1/none")]
    [InlineData("/api/openapi.json")]
    [InlineData("/api")]
    [InlineData("/v1/test/test")]
    public async Task Answers_a_preflight_on_every_path_without_storage_calls(string path)
    {
        var before = open.OwnTransactions;
        using var preflight = await Send(open, HttpMethod.Options, "https://app.example.com", "POST", path, "Bearer sls_none");
        Assert.Equal(204, (int)preflight.StatusCode);
        Assert.Empty(await preflight.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(before, open.OwnTransactions);
    }

    [Fact]
    public async Task Pages_can_read_refusals()
    {
        using var answer = await Send(open, HttpMethod.Get, "https://app.example.com", path: "/api/v1/profile/read");
        Assert.Equal((401, "https://app.example.com"), ((int)answer.StatusCode, Header(answer, "Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task Treats_options_without_preflight_headers_as_a_wrong_verb()
    {
        using var answer = await Send(open, HttpMethod.Options, "https://app.example.com");
        Assert.Equal(405, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Without_a_list_no_origin_is_allowed()
    {
        using var answer = await Send(closed, HttpMethod.Get, "https://app.example.com");
        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.Ordinal) || header.Key == "Vary");
        using var preflight = await Send(closed, HttpMethod.Options, "https://app.example.com", "POST");
        Assert.Equal(405, (int)preflight.StatusCode);
    }

    [Fact]
    public async Task A_star_allows_every_origin_without_credentials()
    {
        await using var app = new TestApp(open.Azurite) { Settings = { ["Cors:AllowedOrigins"] = "*" } };
        await app.InitializeAsync();
        using var answer = await Send(app, HttpMethod.Get, "https://anywhere.example.com");
        Assert.Equal("*", Header(answer, "Access-Control-Allow-Origin"));
        Assert.Null(Header(answer, "Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("*", true)]
    [InlineData("https://a.example.com,http://localhost:3000", true)]
    [InlineData("https://a.example.com/", false)]
    [InlineData("https://A.example.com", false)]
    [InlineData("https://a.example.com:443", false)]
    [InlineData("a.example.com", false)]
    [InlineData("https://*.example.com", false)]
    [InlineData("https://a.example.com,*", false)]
    [InlineData("null", false)]
    public void An_invalid_origin_stops_the_start(string setting, bool isFine)
    {
        var options = new CorsOptions { AllowedOrigins = setting };
        Assert.Equal(isFine, !options.Validate(new(options)).Any());
    }

    private static async Task<HttpResponseMessage> Send(TestApp app, HttpMethod verb, string? origin, string? requested = null, string path = Path, string? authorization = null)
    {
        using var request = new HttpRequestMessage(verb, path);
        foreach (var (name, value) in new[] { ("Origin", origin), ("Access-Control-Request-Method", requested), ("Authorization", authorization) })
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await app.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
