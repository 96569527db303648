using System.Globalization;
using System.Text.Json;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Sockets;

/// <summary>Tests the published client over a WebSocket in a browser, on a web page of another origin. The steps are in browser.mjs.</summary>
public sealed class SocketBrowserTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_page_of_a_listed_origin_signs_up_calls_and_signs_out()
    {
        var port = Browser.FreePort();
        var outcome = await Run(port, allowedOrigin: $"http://127.0.0.1:{port}");
        var steps = outcome.GetProperty("steps");
        Assert.Equal("""{"signUp":200,"signIn":200,"name":true,"refused":-32801,"signOut":200,"after":-32801,"protocol":"ws:"}""", steps.GetRawText());
        Assert.Empty(outcome.GetProperty("problems").EnumerateArray().Select(problem => problem.GetString()));
        var sockets = outcome.GetProperty("sockets").EnumerateArray().Select(socket => socket.GetString()!).ToList();
        Assert.True(sockets.Count >= 3, "The client reconnects with its new token, and after the sign-out.");
        Assert.All(sockets, socket => Assert.EndsWith("/api/", socket, StringComparison.Ordinal));
    }

    private async Task<JsonElement> Run(int port, string allowedOrigin)
    {
        var browser = Browser.Path();
        await using var app = new TestApp(azurite) { Settings = { ["Cors:AllowedOrigins"] = allowedOrigin } };
        await app.InitializeAsync();
        var api = new UriBuilder(app.Http.BaseAddress!) { Scheme = "ws", Path = "/api/" }.Uri.AbsoluteUri;
        return JsonElement.Parse(await Browser.Run("Functions.Tests/Sockets/browser.mjs", browser, port.ToString(CultureInfo.InvariantCulture), api));
    }
}
