using System.Text.Json;
using Serverless.Tests.Harness;
using Serverless.WorkerHosting;

namespace Serverless.Tests.Api.Shared.Http;

/// <summary>Tests that a worker of the Functions host reads a caller's IP address only from the headers that reached the host.</summary>
public sealed class WorkerClientAddressTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const int Allowed = 2;

    private WorkerHost _host = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await Start(trustedProxies: 1);
        _http = PatientHttp.Client(_host.Address);
        Assert.Equal(200, await SignUp("2001:db8::1")); // a worker accepts no call before its tables exist
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Distinguishes_callers_by_the_entry_that_the_proxy_appends()
    {
        for (var i = 0; i < Allowed; i++)
        {
            Assert.Equal(200, await SignUp($"10.0.0.{i}, 203.0.113.1"));
        }

        Assert.Equal(429, await SignUp("10.0.0.99, 203.0.113.1"));
        Assert.Equal(429, await SignUp("203.0.113.1:51234"));
        Assert.Equal(200, await SignUp("203.0.113.1, 203.0.113.2"));
        // Logged once, for the first call, which InitializeAsync made.
        await TestTimeout.Until(() => _host.Output.Contains("so its client address is 2001:db8::1", StringComparison.Ordinal), "The first forwarded call was not logged.");
    }

    /// <summary>Front Door appends the caller's IP address, and the platform appends that of Front Door.</summary>
    [Fact]
    public async Task Behind_Front_Door_the_last_entry_but_one_is_the_caller()
    {
        await using var host = await Start(trustedProxies: 2);
        using var http = PatientHttp.Client(host.Address);
        for (var i = 0; i < Allowed; i++)
        {
            Assert.Equal(200, await SignUp($"10.0.0.{i}, 203.0.113.1, 192.0.2.{i}", http));
        }

        Assert.Equal(429, await SignUp("10.0.0.99, 203.0.113.1, 192.0.2.99", http));
        Assert.Equal(200, await SignUp("203.0.113.1, 203.0.113.2, 192.0.2.1", http));
    }

    [Theory]
    [InlineData("X-Real-IP")]
    [InlineData("Forwarded")]
    public async Task Ignores_other_headers(string other)
    {
        for (var i = 0; i <= Allowed; i++)
        {
            Assert.Equal(i < Allowed ? 200 : 429, await Post("/api", [("X-Forwarded-For", "198.51.100.1"), (other, $"for=10.1.0.{i}")], ""));
        }
    }

    /// <summary>The host passes query parameters and members of the body beside the headers. One that is named Headers replaces the headers.</summary>
    [Fact]
    public async Task A_value_named_Headers_does_not_change_the_caller()
    {
        string Forged(int i) => $$"""{"X-Forwarded-For":"192.0.2.{{i}}"}""";
        string Member(string name, int i) => $",{name}:{JsonSerializer.Serialize(Forged(i))}";
        Func<int, Task<int>>[] forgeries =
        [
            i => Post($"/api?Headers={Uri.EscapeDataString(Forged(i))}", [], ""),
            i => Post($"/api?hEADERS={Uri.EscapeDataString(Forged(i))}", [], ""),
            i => Post("/api", [], Member("\"Headers\"", i)),
            i => Post("/api", [], Member("\"headers\"", i)),
            i => Post("/api", [], Member("\"\\u0048eaders\"", i)),
            i => Post("/api", [("X-Forwarded-For", $"203.0.113.{i + 50}")], Member("\"Headers\"", i)), // counts as the peer of the host
        ];
        var statuses = new List<int>();
        for (var i = 0; i < forgeries.Length; i++)
        {
            statuses.Add(await forgeries[i](i));
        }

        Assert.Equal([200, 200, .. Enumerable.Repeat(429, forgeries.Length - Allowed)], statuses);
    }

    private Task<WorkerHost> Start(int trustedProxies) => ProductProcess.StartWorker(
        [.. TestApp.Storage(azurite, TestApp.NewPrefix()), $"--RateLimits:TrustedProxies={trustedProxies}", $"--RateLimits:SignUp:Count={Allowed}", "--SignUp:SendConfirmation=false"]);

    private Task<int> SignUp(string forwardedFor, HttpClient? http = null) => Post("/api", [("X-Forwarded-For", forwardedFor)], "", http);

    private async Task<int> Post(string path, (string Name, string Value)[] headers, string more, HttpClient? http = null)
    {
        var name = Given.Name();
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(
                $$"""{"jsonrpc":"2.0","id":1,"method":"/v1/session/signup","params":[{"username":"{{name}}","password":"{{Given.Password}}"}]{{more}}}""", System.Text.Encoding.UTF8, "application/json"),
        };
        foreach (var (header, value) in headers)
        {
            request.Headers.Add(header, value);
        }

        using var response = await (http ?? _http).SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }
}
